import { expect } from "chai";
import { readMaps } from "../../../src/seatmap/store/readMaps.js";
import { showSeats } from "../../../src/seatmap/store/showSeats.js";
import { seatMapKey } from "../../../src/shared/ids.js";
import { db } from "../../../src/firestore/database.js";
import { assertMapsRight, mapOf } from "../../support/seatMaps.js";
import { requestsOf, watched } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, claimed, deliver, held, openPerformance, pay, refusal } from "../../support/world.js";

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

  it("are built once for all that ask at the same time, four by one call", async () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      row: String.fromCharCode(65 + index),
      firstSeat: 1,
      lastSeat: 3,
      block: `hall-${index}`,
    }));
    const performanceId = await openPerformance({ sections: [{ section: "S", name: "S", price: 1, rows }] });
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
