import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { paymentIntentIdOf, seatKey, seatMapKey } from "../../../src/shared/ids.js";
import { showSeats } from "../../../src/seatmap/store/showSeats.js";
import { findPerformance } from "../../../src/performances/findPerformance.js";
import { db } from "../../../src/firestore/database.js";
import { errorOf, linesOf, logsOf } from "../../support/logs.js";
import { mapOf, shownOf } from "../../support/seatMaps.js";
import { watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, cancel, claimed, deliver, held, pay, refusal, UNANSWERED } from "../../support/world.js";

const show = (
  { performanceId, bookingId }: { performanceId: string; bookingId: string },
  seatIds = ["A1", "A2"],
) => showSeats(performanceId, [{ bookingId, seatIds }]);

describe("seats that are shown", () => {
  it("are locked until their lock ends, and free from then on without a write", async () => {
    const purchase = await held();
    await show(purchase);
    const { performanceId } = purchase;
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["locked", "locked", "free"]);
    expect(await shownOf(performanceId, ["A1", "A2"], 290_000)).to.deep.equal(["locked", "locked"]);
    expect(await shownOf(performanceId, ["A1", "A2"], 306_000)).to.deep.equal(["free", "free"]);
  });

  it("are held once their payment is claimed, and until it is settled, whatever the time", async () => {
    const purchase = await held();
    await show(purchase);
    await claimed(purchase.paymentIntentId, "at_1");
    await show(purchase);
    expect((await mapOf(purchase.performanceId)).rows["A"]).to.equal("==..................");
  });

  it("are held when they are paid, and sold when they are booked", async () => {
    const purchase = await held();
    await pay("ann", purchase.paymentIntentId);
    await show(purchase);
    expect(await shownOf(purchase.performanceId, ["A1"])).to.deep.equal(["held"]);
    await deliver(purchase.paymentIntentId);
    await show(purchase);
    expect(await shownOf(purchase.performanceId, ["A1"], 3_600_000)).to.deep.equal(["sold"]);
  });

  it("are free once they were given up", async () => {
    const purchase = await held();
    await show(purchase);
    await cancel("ann", purchase.bookingId);
    await show(purchase);
    expect(await shownOf(purchase.performanceId, ["A1", "A2"])).to.deep.equal(["free", "free"]);
  });

  it("are drawn from their owner, should the event be of another booking", async () => {
    const first = await held();
    await cancel("ann", first.bookingId);
    const second = await book("ben", first.performanceId, ["A1"]);
    await refusal(pay("ben", second.paymentIntentId, UNANSWERED));
    await show(first);
    expect(await shownOf(first.performanceId, ["A1", "A2"])).to.deep.equal(["held", "free"]);
  });

  it("are in the map of their block, in each of the blocks that the booking touches", async () => {
    const purchase = await held(["B20", "C1"]);
    await show(purchase, ["B20", "C1"]);
    expect((await mapOf(purchase.performanceId, "b1")).rows["B"]).to.match(/^\.{19}[0-9A-Za-z]$/);
    expect((await mapOf(purchase.performanceId, "b2")).rows["C"]).to.match(/^[0-9A-Za-z]\.{19}$/);
  });

  it("leave the seats of others as they are, while the base moves on", async () => {
    const purchase = await held();
    await show(purchase);
    const ref = db.doc(`seatMaps/${seatMapKey(purchase.performanceId, "b1")}`);
    const base = (await mapOf(purchase.performanceId)).base.getTime();
    // A map that was written 100 seconds ago, with a lock that has ended, one that has not, a sold seat and a held one.
    await ref.update({
      base: Timestamp.fromMillis(base - 100_000),
      rows: { A: `...${"9z#=".padEnd(17, ".")}`, B: ".".repeat(20) },
    });
    await show(purchase);
    const map = await mapOf(purchase.performanceId);
    expect(map.base.getTime()).to.be.at.least(base);
    expect(map.rows["A"]).to.match(/^[0-9A-Za-z]{2}\.\.[f-h]#=\.{13}$/);
  });

  it("are written again, in a higher version, also if the map shows the same as before", async () => {
    const purchase = await held();
    await show(purchase);
    const before = await mapOf(purchase.performanceId);
    await show(purchase);
    const after = await mapOf(purchase.performanceId);
    expect(after.version).to.equal(before.version + 1);
    expect(after.updatedAt).to.be.greaterThan(before.updatedAt);
  });

  it("need a performance and a row in it; else nothing is written", async () => {
    const { performanceId } = await held();
    await changesNothing(() => show({ performanceId: "perf_none", bookingId: "bk_none" }));
    await changesNothing(() => show({ performanceId, bookingId: "bk_none" }, ["Z1", "12", ""]));
  });

  it("are left out if their row no longer has them", async () => {
    const { performanceId } = await held();
    await showSeats(performanceId, [{ bookingId: "bk_none", seatIds: ["A1", "A21"] }]);
    expect((await mapOf(performanceId)).rows["A"]).to.have.length(20);
  });

  it("are put into the blocks of the present plan, not of the one that the instance remembers", async () => {
    const purchase = await held();
    const { performanceId } = purchase;
    await show(purchase);
    const ref = db.doc(`performances/${performanceId}`);
    await findPerformance(performanceId);
    await ref.update({
      sections: [
        { section: "S", name: "S", price: 1, rows: [{ row: "A", firstSeat: 2, lastSeat: 3, block: "Hall" }] },
      ],
    });
    const version = (await mapOf(performanceId)).version;
    await show(purchase);
    expect((await mapOf(performanceId, "Hall")).rows).to.have.all.keys("A");
    expect(await shownOf(performanceId, ["A2", "A3"])).to.deep.equal(["locked", "free"]);
    expect((await mapOf(performanceId)).version, "the old block's map").to.equal(version);
  });

  it("are built with all others if the map is of another layout, in a higher version", async () => {
    const purchase = await held();
    await book("ben", purchase.performanceId, ["B7"]);
    await show(purchase);
    const before = await mapOf(purchase.performanceId);
    await db.doc(`performances/${purchase.performanceId}`).update({ title: "Giselle" });
    await show(purchase);
    const after = await mapOf(purchase.performanceId);
    expect(after.layout).to.not.equal(before.layout);
    expect(after.version).to.be.greaterThan(before.version);
    expect(await shownOf(purchase.performanceId, ["A1", "B7", "B8"])).to.deep.equal([
      "locked",
      "locked",
      "free",
    ]);
  });

  for (const without of [["seatMaps"], ["seatMaps", "occupiedSeats"]]) {
    it(`are read again if the read was interrupted and ${without.join(" and ")} were read last`, async () => {
      const purchase = await held();
      await show(purchase);
      const reads: string[] = [];
      const watcher = async ({ isCommit, collections }: FirestoreRequest): Promise<Fate> => {
        if (isCommit) return "pass";
        reads.push([...collections].join("+"));
        if (reads.length === 1) return { breakOff: status.UNAVAILABLE, without };
        // Between the two parts of the read, the booking is cancelled and its event is written into the map.
        if (reads.length === 2) {
          await cancel("ann", purchase.bookingId);
          await show(purchase);
        }
        return "pass";
      };
      await watched(watcher, () => show(purchase));
      const whole = "seatMaps+performances+paymentIntents+occupiedSeats";
      expect(reads).to.deep.equal([whole, without.join("+"), whole]);
      expect(await shownOf(purchase.performanceId, ["A1", "A2"])).to.deep.equal(["free", "free"]);
    });
  }

  it("are held if their document, or that of their payment, cannot be read", async () => {
    const purchase = await held();
    const { performanceId, bookingId } = purchase;
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).update({ status: "lost" });
    expect(await errorOf(() => show(purchase))).to.include("document.malformed");
    expect(await shownOf(performanceId, ["A1", "A2"])).to.deep.equal(["held", "locked"]);
    await db.doc(`paymentIntents/${paymentIntentIdOf(bookingId)}`).update({ status: "lost" });
    await show(purchase);
    expect(await shownOf(performanceId, ["A1", "A2"])).to.deep.equal(["held", "held"]);
  });

  it("are logged once for each block, with the time since the oldest event", async () => {
    const { performanceId, bookingId } = await held(["A1", "C1"]);
    const heardOf = new Date(Date.now() - 60_000);
    const logs = await logsOf(() =>
      showSeats(performanceId, [
        { bookingId, seatIds: ["A1", "C1"], heardOf },
        { bookingId: "bk_none", seatIds: ["A2"], heardOf: new Date() },
      ]),
    );
    const lines = logs
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ message, block }) => [message, block])).to.have.deep.members([
      ["seats.shown", "b1"],
      ["seats.shown", "b2"],
    ]);
    for (const line of lines) expect(line["delayMs"]).to.be.within(59_000, 70_000);
  });

  it("are logged without a time where no event told of them", async () => {
    const purchase = await held(["A1"]);
    expect(await linesOf(() => show(purchase))).to.deep.equal([
      { message: "seats.shown", performanceId: purchase.performanceId, block: "b1", seats: 40 },
    ]);
  });
});
