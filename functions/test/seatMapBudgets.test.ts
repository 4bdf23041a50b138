import { expect } from "chai";
import { db } from "../src/firestore/database.js";
import { getLayout } from "../src/layouts/getLayout.js";
import { listPerformances } from "../src/performances/listPerformances.js";
import { getPerformance } from "../src/seatmap/getPerformance.js";
import { getSeatCounts, getSeatMap } from "../src/seatmap/getSeatMap.js";
import { readMaps } from "../src/seatmap/store/readMaps.js";
import { showSeats } from "../src/seatmap/store/showSeats.js";
import { costOf, held, seatIds, useCosts, warmPerformance } from "./support/costs.js";
import { storeLayout } from "./support/layouts.js";
import { bought, cancel as giveBack } from "./support/refunds.js";
import {
  book,
  bookingEvent,
  call,
  cancel,
  DECLINED,
  deliver,
  openPerformance,
  pay,
  runSweep,
} from "./support/world.js";

describe("what a crowd and its map cost", () => {
  useCosts();

  describe("what a crowd sees", () => {
    const nothing = { reads: 0, writes: 0, deletes: 0, requests: 0 };

    /** Opens a performance with five blocks of ten seats, and builds their maps. */
    async function shown(): Promise<string> {
      const row = { firstSeat: 1, lastSeat: 10 };
      const rows = ["A", "B", "C", "D", "E"].map((name) => ({ ...row, row: name, block: name }));
      const sections = [{ section: "A", name: "A", price: 1, rows }];
      const performanceId = await openPerformance({ sections });
      while ((await readMaps(performanceId)).isPartial);
      return performanceId;
    }

    it("a block's map, and the same again within half a second", async () => {
      const performanceId = await shown();
      const ask = () => call(getSeatMap, null, { performanceId, block: "C" });
      expect(await costOf(ask)).to.deep.equal({ ...nothing, reads: 1, requests: 1 });
      expect(await costOf(ask)).to.deep.equal(nothing);
    });

    it("all blocks of a performance, and the same again within half a second", async () => {
      const performanceId = await shown();
      const ask = () => call(getSeatCounts, null, { performanceId });
      expect(await costOf(ask)).to.deep.equal({ ...nothing, reads: 5, requests: 1 });
      expect(await costOf(ask)).to.deep.equal(nothing);
    });

    it("a layout, and the same again within ten seconds", async () => {
      await storeLayout("hall");
      const ask = () => call(getLayout, null, { layoutId: "hall" });
      expect(await costOf(ask)).to.deep.equal({ ...nothing, reads: 1, requests: 1 });
      expect(await costOf(ask)).to.deep.equal(nothing);
    });

    it("the list of performances, and one of them", async () => {
      for (let count = 0; count < 5; count++) await openPerformance();
      const list = () => call(listPerformances, null, { pageSize: 3 });
      expect(await costOf(list)).to.deep.equal({ ...nothing, reads: 4, requests: 1 });
      const performanceId = await warmPerformance();
      const one = () => call(getPerformance, null, { performanceId });
      expect(await costOf(one)).to.deep.equal(nothing);
    });
  });

  describe("the seat map", () => {
    it("of a block, of a house, and built by a reader", async () => {
      const performanceId = await warmPerformance();
      await book("ann", performanceId, ["A1", "A2"]);
      await book("ben", performanceId, ["A3"]);
      const one = () => costOf(() => readMaps(performanceId, "b1"));
      // Rows A and B have 40 seats. Two bookings have locked some.
      expect(await one()).to.deep.equal({ reads: 2 + 40 + 2, writes: 1, deletes: 0, requests: 4 });
      expect(await one()).to.deep.equal({ reads: 1, writes: 0, deletes: 0, requests: 1 });
      await readMaps(performanceId);
      const house = await costOf(() => readMaps(performanceId));
      expect(house).to.deep.equal({ reads: 2, writes: 0, deletes: 0, requests: 1 });
    });

    it("written for several bookings at once", async () => {
      const performanceId = await warmPerformance();
      await readMaps(performanceId);
      const bookings = await Promise.all(
        ["A", "B"].map((row, index) =>
          book(`user${index}`, performanceId, [`${row}1`, `${row}2`, `${row}3`]),
        ),
      );
      const changed = bookings.map(({ bookingId, seats }) => ({
        bookingId,
        seatIds: seats.map(({ seatId }) => seatId),
      }));
      const cost = await costOf(() => showSeats(performanceId, changed));
      expect(cost).to.deep.equal({ reads: 2 + 2 * (3 + 1), writes: 1, deletes: 0, requests: 2 });
    });

    it("written by an instance that remembers another plan: it reads the plan of now, and begins again once", async () => {
      const { performanceId, bookingId } = await held(3);
      await readMaps(performanceId);
      await db.doc(`performances/${performanceId}`).update({ title: "Giselle" });
      const cost = await costOf(() => showSeats(performanceId, [{ bookingId, seatIds: seatIds(3) }]));
      // The map is of the old plan, so all 40 seats of its block are read to build it anew.
      expect(cost).to.deep.equal({ reads: 2 * (2 + 4) + 1 + 40, writes: 1, deletes: 0, requests: 5 });
    });

    it("written for a seat that another booking has by now: its payment is read, too", async () => {
      const { performanceId, bookingId } = await held(2);
      await readMaps(performanceId);
      const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
      await book("ben", performanceId, ["A2"]);
      expect(await costOf(event)).to.deep.equal({ reads: 2 + 3 + 1, writes: 1, deletes: 0, requests: 3 });
    });
  });

  describe("the sweep, of finished purchases", () => {
    /** Makes three finished payments for three seats each, in the blocks b1 and b2. The maps show how they ended. */
    async function sold(cvv = "121") {
      const performanceId = await warmPerformance();
      for (const row of ["A", "B", "C"]) {
        const booked = await book(
          row,
          performanceId,
          [1, 2, 3].map((seat) => `${row}${seat}`),
        );
        await pay(row, booked.paymentIntentId, { cvv });
        await deliver(booked.paymentIntentId);
      }
      await readMaps(performanceId);
    }

    it("paid, in two blocks, all shown", async () => {
      await sold();
      const cost = await costOf(runSweep);
      expect(cost).to.deep.equal({ reads: 2 * 3 + 2, writes: 3, deletes: 0, requests: 4 });
    });

    it("declined", async () => {
      await sold("122");
      // They are shown together: one performance and one map are read and one map is written for each block.
      const cost = await costOf(runSweep);
      expect(cost).to.deep.equal({ reads: 2 * 3 + 2 * 2 + 3 * 4, writes: 3 + 2, deletes: 0, requests: 7 });
    });

    it("one declined, and one of which a seat was given back", async () => {
      const performanceId = await warmPerformance();
      await readMaps(performanceId);
      const { paymentIntentId } = await book("ann", performanceId, ["A1", "A2", "A3"]);
      await pay("ann", paymentIntentId, DECLINED);
      await deliver(paymentIntentId);
      const each = { reads: 2 + (3 + 3), writes: 1 + 1, deletes: 0, requests: 5 };
      expect(await costOf(runSweep)).to.deep.equal(each);
      const { bookingId, performanceId: other } = await bought(["A1", "A2", "A3"]);
      await runSweep();
      await giveBack(bookingId, { seatIds: ["A1"], expectedRefund: 105_000 });
      await readMaps(other);
      expect(await costOf(runSweep)).to.deep.equal(each);
    });
  });
});
