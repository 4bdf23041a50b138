import { expect } from "chai";
import { readMaps } from "../src/seatmap/store/readMaps.js";
import { costOf, held, seatIds, useCosts, warmPerformance } from "./support/costs.js";
import {
  book,
  bookingEvent,
  call,
  cancel,
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

const freePerformance = () =>
  openPerformance({
    sections: [{ section: "A", name: "A", price: 0, rows: [{ row: "A", firstSeat: 1, lastSeat: 20 }] }],
  });

async function paid(count: number, cvv: string) {
  const { paymentIntentId } = await held(count);
  await pay("ann", paymentIntentId, { cvv });
  return paymentIntentId;
}

describe("what a call costs", () => {
  useCosts();

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
        // After the first partial cancellation the seats are read, because the booking no longer has their update time.
        // This request is sent together with the one for the performance, so there are still three round trips.
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

    it("due, sent and done, in one count with a charge", async () => {
      const { paymentIntentId } = await held(2);
      await promised();
      const cost = await costOf(async () => {
        await pay("ann", paymentIntentId);
        await sweepRefunds();
      });
      expect(cost).to.deep.equal({ reads: 2, writes: 8, deletes: 0, requests: 6 });
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
