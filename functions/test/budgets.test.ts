import { expect } from "chai";
import { listPerformances } from "../src/performances/listPerformances.js";
import { getPerformance } from "../src/seatmap/getPerformance.js";
import { getSeatCounts, getSeatMap } from "../src/seatmap/getSeatMap.js";
import { readMaps } from "../src/seatmap/store/readMaps.js";
import { showSeats } from "../src/seatmap/store/showSeats.js";
import { started } from "./support/firestore.js";
import {
  book,
  bookingEvent,
  call,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  eventOf,
  functions,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "./support/world.js";
import { bought, cancel as giveBack, letPass, promised, quoted, sweepRefunds } from "./support/refunds.js";

/** The cost of a call: reads, writes and deletes as Firestore bills them, and requests, which are round trips. */
interface Cost {
  reads: number;
  writes: number;
  deletes: number;
  requests: number;
}

interface Counts {
  total: Cost;
  collections: Record<string, Cost>;
}

const countsUrl = () =>
  `http://${process.env["FIRESTORE_EMULATOR_HOST"]}/emulator/v1/projects/${process.env["GCLOUD_PROJECT"]}/counts`;

async function reachable(): Promise<boolean> {
  const { ok } = await fetch(countsUrl());
  return ok;
}

/** Measures a call's cost. The simulated gateway's record is not counted, because it stands for an outside company. */
async function costOf(act: () => Promise<unknown>): Promise<Cost> {
  await fetch(countsUrl(), { method: "DELETE" });
  await act();
  const { total, collections } = (await (await fetch(countsUrl())).json()) as Counts;
  const nothing = { reads: 0, writes: 0, deletes: 0, requests: 0 };
  const charges = collections["simulatedCharges"] ?? nothing;
  const refunds = collections["simulatedRefunds"] ?? nothing;
  return {
    reads: total.reads - charges.reads - refunds.reads,
    writes: total.writes - charges.writes - refunds.writes,
    deletes: total.deletes - charges.deletes - refunds.deletes,
    // The gateway reads the charge and its refunds in one request, which counts for both collections.
    requests: total.requests - Math.max(charges.requests, refunds.requests),
  };
}

const seatIds = (count: number) => Array.from({ length: count }, (_, index) => `A${index + 1}`);

/** Opens a performance and books a seat of it, so that the instance is warm: it has the performance in its cache. */
async function warmPerformance(): Promise<string> {
  const performanceId = await openPerformance();
  await book("earlier", performanceId, ["C20"]);
  return performanceId;
}

/** Opens a performance whose seats cost nothing. */
const freePerformance = () =>
  openPerformance({
    sections: [{ section: "A", name: "A", price: 0, rows: [{ row: "A", firstSeat: 1, lastSeat: 20 }] }],
  });

async function held(count: number) {
  const performanceId = await warmPerformance();
  return { performanceId, ...(await book("ann", performanceId, seatIds(count))) };
}

async function paid(count: number, cvv: string) {
  const { paymentIntentId } = await held(count);
  await pay("ann", paymentIntentId, { cvv });
  return paymentIntentId;
}

describe("what a call costs", () => {
  before(async function () {
    // The Firestore that the tests start counts requests. Another Firestore may not.
    if (started !== null || (await reachable())) return;
    const host = process.env["FIRESTORE_EMULATOR_HOST"];
    process.stdout.write(
      `    Budgets are skipped: the Firestore at ${host} does not count what reaches it.\n`,
    );
    this.skip();
  });
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const n of [1, 2, 5, 10]) {
    describe(`with ${n} ${n === 1 ? "seat" : "seats"}`, () => {
      it("createBooking, seats free, user's first", async () => {
        const performanceId = await warmPerformance();
        const cost = await costOf(() => book("ann", performanceId, seatIds(n)));
        expect(cost).to.deep.equal({ reads: 0, writes: n + 3, deletes: 0, requests: 1 });
      });

      it("createBooking, a seat taken", async () => {
        const { performanceId } = await held(1);
        const cost = await costOf(() => refusal(book("bob", performanceId, seatIds(n))));
        expect(cost).to.deep.equal({ reads: n + 2, writes: 0, deletes: 0, requests: 2 });
      });

      it("createBooking, a seat taken, by a caller who holds tickets: the owners of the locks are asked", async () => {
        const { performanceId } = await held(1);
        await book("bob", performanceId, ["B1"]);
        const cost = await costOf(() => refusal(book("bob", performanceId, seatIds(n))));
        expect(cost).to.deep.equal({ reads: n + 2 + 1, writes: 0, deletes: 0, requests: 3 });
      });

      it("createBooking, a seat booked, by a caller who holds tickets: nobody is asked", async () => {
        const { performanceId, paymentIntentId } = await held(1);
        await pay("ann", paymentIntentId);
        await deliver(paymentIntentId);
        await book("bob", performanceId, ["B1"]);
        const cost = await costOf(() => refusal(book("bob", performanceId, seatIds(n))));
        expect(cost).to.deep.equal({ reads: n + 2, writes: 0, deletes: 0, requests: 2 });
      });

      it("executePayment, nothing to pay", async () => {
        const performanceId = await freePerformance();
        const { paymentIntentId } = await book("ann", performanceId, seatIds(n));
        const cost = await costOf(() => call(functions.executePayment, "ann", { paymentIntentId }));
        expect(cost).to.deep.equal({ reads: 1, writes: 1, deletes: 0, requests: 2 });
      });

      it("executePayment", async () => {
        const { paymentIntentId } = await held(n);
        const cost = await costOf(() => pay("ann", paymentIntentId));
        expect(cost).to.deep.equal({ reads: 1, writes: 4, deletes: 0, requests: 3 });
      });

      it("onPaymentIntentUpdated, success", async () => {
        const event = await eventOf(await paid(n, "121"));
        const { reads, ...rest } = await costOf(event);
        expect(rest).to.deep.equal({ writes: n + 1, deletes: 0, requests: 2 });
        expect(reads).to.be.at.most(1);
      });

      it("onPaymentIntentUpdated, failure", async () => {
        const event = await eventOf(await paid(n, "122"));
        const { reads, ...rest } = await costOf(event);
        expect(rest).to.deep.equal({ writes: 2, deletes: n, requests: 2 });
        expect(reads).to.be.at.most(1);
      });

      it("onPaymentIntentUpdated, claimed", async () => {
        const { performanceId, paymentIntentId } = await held(n);
        await readMaps(performanceId);
        await refusal(pay("ann", paymentIntentId, UNANSWERED));
        const event = await eventOf(paymentIntentId, "PENDING");
        expect(await costOf(event)).to.deep.equal({ reads: n + 3, writes: 1, deletes: 0, requests: 2 });
      });

      it("onBookingWritten, one booking in one block", async () => {
        const { performanceId, bookingId } = await held(n);
        await readMaps(performanceId);
        const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
        expect(await costOf(event)).to.deep.equal({ reads: n + 3, writes: 1, deletes: 0, requests: 2 });
      });

      it("cancelBooking", async () => {
        const { bookingId } = await held(n);
        const cost = await costOf(() => cancel("ann", bookingId));
        expect(cost).to.deep.equal({ reads: 2, writes: 3, deletes: n, requests: 2 });
      });
    });
  }

  describe("a refund", () => {
    const seats = ["A1", "A2", "A3", "A4", "A5"];
    const free = { refundPolicy: { tiers: [{ daysBefore: 0, feePercent: 0 }] } };

    for (const [what, performance, expectedRefund, writes] of [
      ["with a fee", {}, 105_000, 8],
      ["without a fee", free, 150_000, 6],
    ] as const) {
      it(`quoteRefund and cancelBooking, ${what}: k of N seats, the next k, the rest and the same again`, async () => {
        const { bookingId } = await bought(seats, { performance });
        const give = (seatIds: string[] | null, count: number) =>
          costOf(() => giveBack(bookingId, { seatIds, expectedRefund: count * expectedRefund }));
        const quote = await costOf(() => quoted(bookingId));
        expect(quote).to.deep.equal({ reads: 3, writes: 0, deletes: 0, requests: 2 });
        expect(await give(["A1", "A2"], 2)).to.deep.equal({ reads: 3, writes, deletes: 2, requests: 3 });
        const again = await give(["A1", "A2"], 2);
        expect(again).to.deep.equal({ reads: 3, writes: 0, deletes: 0, requests: 2 });
        // After the first partial cancellation the seats are read, because the booking has changed since it confirmed them.
        // That is one more request, beside the one for the performance, so there are still three round trips.
        expect(await give(["A3"], 1)).to.deep.equal({ reads: 4, writes, deletes: 1, requests: 4 });
        expect(await give(null, 2)).to.deep.equal({ reads: 5, writes, deletes: 2, requests: 4 });
      });
    }

    it("cancelBooking, all seats at once", async () => {
      const { bookingId } = await bought(seats);
      const cost = await costOf(() => giveBack(bookingId, { expectedRefund: 525_000 }));
      expect(cost).to.deep.equal({ reads: 3, writes: 8, deletes: 5, requests: 3 });
    });

    it("due, sent and done", async () => {
      await promised();
      expect(await costOf(sweepRefunds)).to.deep.equal({ reads: 1, writes: 4, deletes: 0, requests: 3 });
    });

    it("due, refused and put into review", async () => {
      await promised("tok_refund_fails");
      // No ledger entries, but the review.
      expect(await costOf(sweepRefunds)).to.deep.equal({ reads: 1, writes: 3, deletes: 0, requests: 3 });
    });

    it("accepted, and then looked at and done", async () => {
      const { refundId } = await promised("tok_refund_pending");
      expect(await costOf(sweepRefunds)).to.deep.equal({ reads: 1, writes: 2, deletes: 0, requests: 3 });
      await letPass(refundId(), 6 * 3_600_000);
      expect(await costOf(sweepRefunds)).to.deep.equal({ reads: 1, writes: 3, deletes: 0, requests: 2 });
    });

    it("sweepRefunds, with nothing to do among refunds that are done, accepted and in review", async () => {
      for (const token of ["tok_visa", "tok_refund_pending", "tok_refund_fails"]) await promised(token);
      await sweepRefunds();
      expect(await costOf(sweepRefunds)).to.deep.equal({ reads: 1, writes: 0, deletes: 0, requests: 1 });
    });
  });

  describe("what a crowd sees", () => {
    const nothing = { reads: 0, writes: 0, deletes: 0, requests: 0 };

    /** Opens a performance with five blocks of ten seats and their maps. */
    async function shown(): Promise<string> {
      const row = { firstSeat: 1, lastSeat: 10 };
      const rows = ["A", "B", "C", "D", "E"].map((name) => ({ ...row, row: name, block: name }));
      const sections = [{ section: "A", name: "A", price: 1, rows }];
      const performanceId = await openPerformance({ sections });
      await readMaps(performanceId);
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

    it("written for a seat that another booking has by now: its payment is read, too", async () => {
      const { performanceId, bookingId } = await held(2);
      await readMaps(performanceId);
      const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
      await book("ben", performanceId, ["A2"]);
      expect(await costOf(event)).to.deep.equal({ reads: 2 + 3 + 1, writes: 1, deletes: 0, requests: 3 });
    });
  });

  describe("the sweep, of finished purchases", () => {
    /** Buys three times three seats, in the blocks b1 and b2, and shows them. */
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

  describe("the sweep, with nothing to do", () => {
    const nothing = { reads: 1, writes: 0, deletes: 0, requests: 1 };

    it("in an empty house", async () => {
      expect(await costOf(runSweep)).to.deep.equal(nothing);
    });

    it("among live locks, claimed payments and purchases that are settled", async () => {
      await deliver(await paid(2, "121"));
      await deliver(await paid(3, "122"));
      const { bookingId } = await held(2);
      await cancel("ann", bookingId);
      await pay("ann", (await held(1)).paymentIntentId, UNANSWERED).catch(() => {});
      await held(5);
      await runSweep();
      expect(await costOf(runSweep)).to.deep.equal(nothing);
    });
  });
});
