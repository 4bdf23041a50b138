import { expect } from "chai";
import { bookings, occupiedSeats } from "../../../src/bookings/store/collections.js";
import { refundPaid } from "../../../src/bookings/store/refundPaid.js";
import { reviewIdOf } from "../../../src/payments/domain/review.js";
import { beginRound } from "../../../src/payments/store/beginRound.js";
import { paymentIntents, refunds, reviews } from "../../../src/payments/store/collections.js";
import { lookAgain } from "../../../src/payments/store/lookAgain.js";
import { newAction } from "../../../src/payments/store/operatorActions.js";
import { payByHand } from "../../../src/payments/store/payByHand.js";
import { resolveReview } from "../../../src/payments/store/resolveReview.js";
import { seatKey } from "../../../src/shared/ids.js";
import { bookingOf, storedSeat, ticketsOf } from "../../support/documents.js";
import { replaceGateway, restoreGateway, silenceGateway } from "../../support/gateway.js";
import { linesOf } from "../../support/logs.js";
import { bought, paid, promised, refundOf, sweepRefunds } from "../../support/refunds.js";
import { watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, clearDatabase, openPerformance, runSweep } from "../../support/world.js";

const by = (subject: string) => newAction({ account: "ann", command: "a command", subject, note: "" });

/** A refund that the gateway refused, and its open review. */
async function refusedRefund() {
  const { refundId } = await promised("tok_refund_fails");
  await sweepRefunds();
  return { refundId: refundId(), subject: reviewIdOf("REFUND_REFUSED", refundId()) };
}

/** A payment whose booking was deleted by hand, and its open review. */
async function withoutBooking() {
  const { bookingId, paymentIntentId } = await paid(["A1"]);
  await bookings.doc(bookingId).delete();
  await runSweep();
  return { paymentIntentId, subject: reviewIdOf("PAID_WITHOUT_BOOKING", paymentIntentId) };
}

/** What a call throws, as a text, or null if it succeeds. */
const thrown = (call: Promise<unknown>): Promise<unknown> => call.then(() => null, String);

describe("an operator's decision", () => {
  beforeEach(clearDatabase);
  afterEach(restoreGateway);

  describe("changes nothing", () => {
    it("about a review that does not exist, and about one that is closed", async () => {
      for (const decide of [beginRound, payByHand, lookAgain])
        expect(await changesNothing(() => decide(by("REFUND_REFUSED_rf_none_1")))).to.equal("not open");
      const { subject } = await refusedRefund();
      await reviews.doc(subject).update({ status: "closed" });
      for (const decide of [beginRound, payByHand])
        expect(await changesNothing(() => decide(by(subject)))).to.equal("not open");
    });

    it("where it cannot be carried out", async () => {
      const { subject } = await withoutBooking();
      const refused = () => resolveReview(by(subject), () => Promise.resolve("a reason"));
      expect(await changesNothing(refused)).to.equal("a reason");
    });

    it("where a refund is to be paid by hand that the gateway has paid, or may be paying", async () => {
      const { refundId, subject } = await refusedRefund();
      const { amount, round } = await refundOf(refundId);
      for (const status of ["DONE", "ACCEPTED"] as const) {
        const known = { refundId, round, amount, status, reference: "sim", failure: null };
        replaceGateway({ look: async () => ({ charge: null, refunds: [known] }) as never });
        expect(await changesNothing(() => payByHand(by(subject)))).to.equal("at the gateway");
      }
    });

    it("where the gateway does not say whether it has paid", async () => {
      const { subject } = await refusedRefund();
      silenceGateway("look");
      expect(await changesNothing(() => payByHand(by(subject)))).to.equal("no answer");
    });

    it("where what is under review is gone", async () => {
      const { refundId, subject } = await refusedRefund();
      await refunds.doc(refundId).delete();
      for (const decide of [beginRound, payByHand])
        expect(await changesNothing(() => thrown(decide(by(subject))))).to.match(
          /refund rf_\w+ does not exist/,
        );
      const { paymentIntentId, subject: other } = await withoutBooking();
      await paymentIntents.doc(paymentIntentId).delete();
      expect(await changesNothing(() => thrown(lookAgain(by(other))))).to.match(
        /payment intent pi_\w+ does not exist/,
      );
    });
  });

  it("to look again makes a payment due now, unless it is due already", async () => {
    const { paymentIntentId, subject } = await withoutBooking();
    const intent = paymentIntents.doc(paymentIntentId);
    const dueAt = async () => (await intent.get()).data()!.dueAt!.getTime();
    await intent.update({ dueAt: null });
    const began = Date.now();
    const logs = await linesOf(async () => expect(await lookAgain(by(subject))).to.equal("done"));
    expect(await dueAt()).to.be.within(began - 1_000, Date.now() + 1_000);
    expect(logs).to.deep.equal([{ message: "review.closed", reviewId: subject }]);

    await reviews.doc(subject).update({ status: "open" });
    const lease = new Date(Date.now() + 60_000);
    await intent.update({ dueAt: lease });
    expect(await lookAgain(by(subject))).to.equal("done");
    expect(await dueAt()).to.equal(lease.getTime());
  });

  describe("to give a payment back that has no booking", () => {
    const giveBack = (paymentIntentId: string) => refundPaid(paymentIntentId, by(paymentIntentId));

    it("changes nothing where nothing was paid, or where it has its booking", async () => {
      expect(await changesNothing(() => giveBack("pi_none"))).to.equal("not paid");
      const unpaid = await book("ann", await openPerformance(), ["A1"]);
      expect(await changesNothing(() => giveBack(unpaid.paymentIntentId))).to.equal("not paid");
      const { paymentIntentId } = await bought(["A1"]);
      expect(await changesNothing(() => giveBack(paymentIntentId))).to.equal("has its booking");
    });

    it("says what it did, and closes the review", async () => {
      const { paymentIntentId, subject } = await withoutBooking();
      const logs = await linesOf(() => giveBack(paymentIntentId));
      const refundId = paymentIntentId.replace("pi_", "rf_") + "_1";
      expect(logs).to.deep.equal([
        { message: "refund.promised", refundId, amount: 150_000, fee: 0 },
        { message: "review.closed", reviewId: subject },
      ]);
      expect((await reviews.doc(subject).get()).data()).to.include({ status: "closed" });
    });

    it("gives it back also where there is no review", async () => {
      const { paymentIntentId, subject } = await withoutBooking();
      await reviews.doc(subject).delete();
      expect(await giveBack(paymentIntentId)).to.include({ amount: 150_000 });
      expect((await reviews.doc(subject).get()).exists).to.equal(false);
    });

    it("gives it back once: then nothing of it is left", async () => {
      const { paymentIntentId } = await withoutBooking();
      expect(await giveBack(paymentIntentId)).to.include({ amount: 150_000 });
      expect(await changesNothing(() => giveBack(paymentIntentId))).to.equal("nothing left");
    });

    it("leaves a seat to another owner that it got after the seats were read", async () => {
      const { bookingId, paymentIntentId, performanceId } = await paid(["A1", "A2"]);
      const seatOf = (seatId: string) => occupiedSeats.doc(seatKey(performanceId, seatId));
      await seatOf("A2").update({ bookingId: "bk_other" });
      let commits = 0;
      const watcher = async ({ isCommit }: FirestoreRequest): Promise<Fate> => {
        if (isCommit && ++commits === 1) await seatOf("A1").update({ bookingId: "bk_other" });
        return "pass";
      };
      await watched(watcher, () => giveBack(paymentIntentId));
      expect(commits).to.equal(2);
      expect(await bookingOf(bookingId)).to.include({ status: "cancelled" });
      expect(await storedSeat(performanceId, "A1")).to.include({ bookingId: "bk_other" });
    });

    it("cancels a booking that lost a seat, and leaves that seat to its owner and a closed review closed", async () => {
      const { bookingId, paymentIntentId, performanceId, refundId } = await paid(["A1", "A2"]);
      await occupiedSeats.doc(seatKey(performanceId, "A2")).update({ bookingId: "bk_other" });
      const reviewId = reviewIdOf("PAID_WITHOUT_BOOKING", paymentIntentId);
      await runSweep();
      await reviews.doc(reviewId).update({ status: "closed" });
      const logs = await linesOf(() => giveBack(paymentIntentId));
      expect(logs).to.deep.equal([
        { message: "booking.cancelled", bookingId, cancelReason: "ORGANISER" },
        { message: "refund.promised", refundId: refundId(), amount: 300_000, fee: 0 },
      ]);
      expect(await bookingOf(bookingId)).to.include({ status: "cancelled", refundedAmount: 300_000 });
      expect(await storedSeat(performanceId, "A1")).to.equal(undefined);
      expect(await storedSeat(performanceId, "A2")).to.include({ bookingId: "bk_other" });
      expect(await ticketsOf("ann", performanceId)).to.equal(0);
    });
  });
});
