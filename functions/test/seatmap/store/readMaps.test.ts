import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { readMaps } from "../../../src/seatmap/store/readMaps.js";
import { showSeats } from "../../../src/seatmap/store/showSeats.js";
import { seatMapKey } from "../../../src/shared/ids.js";
import { db } from "../../../src/firestore/database.js";
import { assertMapsRight, mapOf } from "../../support/seatMaps.js";
import { tell } from "../../support/told.js";
import { requestsOf, watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, claimed, deliver, held, openPerformance, pay, refusal } from "../../support/world.js";

const ROWS = "ABCDEFGHIJ";

/** Opens a performance with ten blocks of three seats, whose maps are not built yet. */
function tenBlocks(): Promise<string> {
  const rows = [...ROWS].map((row, index) => ({ row, firstSeat: 1, lastSeat: 3, block: `hall-${index}` }));
  return openPerformance({ sections: [{ section: "S", name: "S", price: 1, rows }] });
}

describe("the maps of a performance", () => {
  it("are built if they are absent, from all seats of their blocks", async () => {
    const { performanceId, paymentIntentId } = await held(["A1", "C2"]);
    const sold = await book("ben", performanceId, ["A3"]);
    await pay("ben", sold.paymentIntentId);
    await deliver(sold.paymentIntentId);
    await claimed(paymentIntentId, "at_1");
    const { maps } = await readMaps(performanceId);
    expect(maps.map(({ block }) => block)).to.deep.equal(["b1", "b2"]);
    expect(maps.map(({ rows }) => rows)).to.deep.equal([
      { A: "=.#.................", B: "...................." },
      { C: ".=.................." },
    ]);
    const { updatedAt: _, ...stored } = await mapOf(performanceId);
    expect(maps[0]).to.deep.equal(stored);
    await assertMapsRight(performanceId);
  });

  it("are read in one round trip once they are there, all or one", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    await changesNothing(async () => {
      expect(await requestsOf(() => readMaps(performanceId))).to.have.length(1);
      const { maps, readAt } = await readMaps(performanceId, "b2");
      expect(maps.map(({ block }) => block)).to.deep.equal(["b2"]);
      expect(readAt.getTime()).to.be.closeTo(Date.now(), 5_000);
    });
  });

  it("are none if the performance has no such block", async () => {
    const { maps } = await readMaps(await openPerformance(), "b3");
    expect(maps).to.deep.equal([]);
  });

  it("are refused if there is no such performance, also if there was one just now", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId, "b1");
    await db.doc(`performances/${performanceId}`).delete();
    const { message } = await refusal(readMaps(performanceId, "b2"));
    expect(message).to.equal("There is no such performance.");
    expect(await refusal(readMaps("perf_none"))).to.include({ reason: "PERFORMANCE_NOT_FOUND" });
  });

  it("are built anew if they are of another layout, malformed, or deleted", async () => {
    const { performanceId, bookingId } = await held(["A1"]);
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]);
    const ref = db.doc(`seatMaps/${seatMapKey(performanceId, "b1")}`);
    for (const [what, spoil] of Object.entries({
      layout: () => ref.update({ layout: "another" }),
      malformed: () => ref.update({ rows: "free" }),
      deleted: () => ref.delete(),
    })) {
      const { version } = await mapOf(performanceId);
      await spoil();
      const { maps } = await readMaps(performanceId, "b1");
      expect(maps[0]!.version, what).to.be.greaterThan(version);
      await assertMapsRight(performanceId);
    }
  });

  it("are built by the plan of now, though the instance remembers another", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const row = (block: string) => ({ row: "A", firstSeat: 1, lastSeat: 2, block });
    const sections = [{ section: "S", name: "S", price: 1, rows: [row("Hall")] }];
    await db.doc(`performances/${performanceId}`).update({ sections });
    // The instance still knows the old plan, whose maps are there.
    expect((await readMaps(performanceId)).maps).to.have.length(2);
    await db.doc(`seatMaps/${seatMapKey(performanceId, "b2")}`).delete();
    expect((await readMaps(performanceId)).maps.map(({ block }) => block)).to.deep.equal(["Hall"]);
  });

  it("are built four at a time by events, too, also after builds that failed", async function () {
    this.timeout(60_000);
    const [failed, performanceId] = [await tenBlocks(), await tenBlocks()];
    const changed = [...ROWS].map((row) => ({ bookingId: `bk_${row}`, seatIds: [`${row}1`] }));
    let [running, most] = [0, 0];
    const counting = async ({ step, answered }: FirestoreRequest): Promise<Fate> => {
      if (step !== "read occupiedSeats") return "pass";
      most = Math.max(most, ++running);
      void answered.finally(() => running--).catch(() => undefined);
      return "pass";
    };
    const failing = ({ step }: FirestoreRequest): Fate =>
      step === "read occupiedSeats" ? { refuse: status.PERMISSION_DENIED } : "pass";
    // The SDK repeats a refused read twice. This takes about seven seconds.
    const four = changed.slice(0, 4);
    const fail = () => Promise.all(four.map((one) => tell(showSeats(failed, [one]))));
    expect(new Set(await watched(failing, fail))).to.deep.equal(new Set([status.PERMISSION_DENIED]));
    await watched(counting, () => showSeats(performanceId, changed));
    expect(most).to.equal(4);
    expect((await readMaps(performanceId)).maps).to.have.length(10);
  });

  it("are built once for all that ask at the same time, four by one call", async () => {
    const performanceId = await tenBlocks();
    let [running, most, builds] = [0, 0, 0];
    const ask = () =>
      watched(
        ({ collections, isCommit, answered }) => {
          if (!isCommit && collections.has("occupiedSeats")) {
            builds++;
            most = Math.max(most, ++running);
          }
          if (isCommit) void answered.then(() => running--);
          return "pass";
        },
        () => readMaps(performanceId),
      );
    for (const there of [4, 8, 10, 10]) {
      const houses = await Promise.all(Array.from({ length: 5 }, ask));
      for (const { maps, isPartial } of houses) {
        expect(maps).to.have.length(there);
        expect(isPartial).to.equal(there < 10);
      }
      expect(builds).to.equal(there);
    }
    expect(most).to.be.at.most(4);
  });
});
