import { expect } from "chai";
import { decode } from "../../src/seatmap/domain/codec.js";
import { getSeatCounts, getSeatMap } from "../../src/seatmap/getSeatMap.js";
import { seatMaps } from "../../src/seatmap/store/collections.js";
import { seatMapKey } from "../../src/shared/ids.js";
import { refused } from "../support/unchanged.js";
import { requestsOf } from "../support/transport.js";
import { waiting } from "../support/time.js";
import { book, call, deliver, expire, openPerformance, pay, UNANSWERED } from "../support/world.js";

const mapOf = (performanceId: string, block: string) => call(getSeatMap, null, { performanceId, block });
const countsOf = (performanceId: string) => call(getSeatCounts, null, { performanceId });

/** Locks A1, sells A2 and A3, lets a payment hold A4 past the end of its lock, and lets the lock of A5 end. */
async function someSold(): Promise<string> {
  const performanceId = await openPerformance();
  await book("ann", performanceId, ["A1"]);
  const sold = await book("ben", performanceId, ["A2", "A3"]);
  await pay("ben", sold.paymentIntentId);
  await deliver(sold.paymentIntentId);
  const held = await book("cat", performanceId, ["A4"]);
  await pay("cat", held.paymentIntentId, UNANSWERED).catch(() => undefined);
  await expire(held.paymentIntentId);
  await expire((await book("dan", performanceId, ["A5"])).paymentIntentId, -6_000);
  return performanceId;
}

describe("getSeatMap", () => {
  it("shows a block's seats, and when to ask again", async () => {
    const performanceId = await someSold();
    const { rows, base, version, serverTime, ...rest } = await mapOf(performanceId, "b1");
    expect(rest).to.deep.equal({ performanceId, block: "b1", pollAfterMs: 2_000 });
    const [baseAt, now] = [Date.parse(base), Date.parse(serverTime)];
    const shown = Object.entries(rows).map(([row, seats]) => [row, decode(seats, baseAt, now)] as const);
    const [, [lock, ...others]] = shown[0]!;
    expect(Number(lock) - now).to.be.within(290_000, 305_000);
    expect(others.slice(0, 4)).to.deep.equal(["sold", "sold", "held", "free"]);
    expect(new Set(others.slice(4))).to.deep.equal(new Set(["free"]));
    expect(shown[1]).to.deep.equal(["B", Array(20).fill("free")]);
    expect(baseAt % 5_000).to.equal(0);
    expect(version).to.be.greaterThan(Date.now() - 60_000);
  });

  it("is one read, and none within half a second of it, for all who ask", async () => {
    const performanceId = await openPerformance();
    const ask = () => mapOf(performanceId, "b2");
    await ask();
    const crowd = () => Promise.all(Array.from({ length: 40 }, ask));
    const late = () => waiting(500, crowd);
    expect((await requestsOf(crowd)).length).to.equal(0);
    expect((await requestsOf(late)).length).to.equal(1);
  });

  it("builds a map that was deleted, and shows the same seats", async () => {
    const performanceId = await someSold();
    const ask = () => mapOf(performanceId, "b1");
    const before = await ask();
    await seatMaps.doc(seatMapKey(performanceId, "b1")).delete();
    const after = await waiting(500, ask);
    expect(after.version).to.be.greaterThan(before.version);
    const shown = ({ rows, base }: typeof after) =>
      Object.values(rows).map((row) => decode(row, Date.parse(base), Date.parse(after.serverTime)));
    expect(shown(after)).to.deep.equal(shown(before));
  });

  it("refuses a block or a performance that is not there", async () => {
    const performanceId = await openPerformance();
    const reasonFor = async (...asked: Parameters<typeof mapOf>) =>
      (await refused(() => mapOf(...asked))).details.reason;
    expect(await reasonFor(performanceId, "b3")).to.equal("BLOCK_NOT_FOUND");
    expect(await reasonFor("perf_nowhere", "b1")).to.equal("PERFORMANCE_NOT_FOUND");
  });
});

describe("getSeatCounts", () => {
  it("counts the seats of each block", async () => {
    const performanceId = await someSold();
    const { blocks, serverTime, ...rest } = await countsOf(performanceId);
    expect(rest).to.deep.equal({ performanceId, pollAfterMs: 5_000 });
    const { version } = await mapOf(performanceId, "b1");
    expect(blocks[0]).to.deep.equal({ block: "b1", seats: 40, free: 36, locked: 2, sold: 2, version });
    expect(blocks[1]).to.include({ block: "b2", seats: 20, free: 20, locked: 0, sold: 0 });
    expect(Math.abs(Date.parse(serverTime) - Date.now())).to.be.lessThan(5_000);
  });

  it("counts a lock that has ended as free, and no gap as a seat", async () => {
    const rows = [
      { row: "A", firstSeat: 1, lastSeat: 2 },
      { row: "A", firstSeat: 5, lastSeat: 6 },
    ];
    const performanceId = await openPerformance({ sections: [{ section: "A", name: "A", price: 1, rows }] });
    await book("ann", performanceId, ["A5"]);
    const count = async () => (await countsOf(performanceId)).blocks[0];
    expect(await count()).to.include({ seats: 4, free: 3, locked: 1 });
    const map = (await seatMaps.doc(seatMapKey(performanceId, "b1")).get()).data()!;
    const lapsed = { base: new Date(map.base.getTime() - 600_000) };
    await seatMaps.doc(seatMapKey(performanceId, "b1")).update(lapsed);
    expect(await waiting(500, count)).to.include({ seats: 4, free: 4, locked: 0, version: map.version });
  });

  it("is one request, and none within half a second of it, for all who ask", async () => {
    const performanceId = await openPerformance();
    const ask = () => countsOf(performanceId);
    await ask();
    const crowd = () => Promise.all(Array.from({ length: 40 }, ask));
    expect((await requestsOf(crowd)).length).to.equal(0);
    expect((await requestsOf(() => waiting(500, crowd))).length).to.equal(1);
  });

  it("refuses a performance that is not there", async () => {
    const { details } = await refused(() => countsOf("perf_nowhere"));
    expect(details).to.deep.equal({ reason: "PERFORMANCE_NOT_FOUND" });
  });
});
