import { expect } from "chai";
import type { GatewayPayment } from "../../../src/payments/gateways/gateway.js";
import { simulatedGateway } from "../../../src/payments/gateways/simulated/simulated.js";
import { lookAgain } from "../../../src/payments/store/lookAgain.js";
import { newAction } from "../../../src/payments/store/operatorActions.js";
import { paymentIntents, refunds } from "../../../src/payments/store/collections.js";
import { readPurchase } from "../../../src/bookings/store/purchase.js";
import { refundLateCapture } from "../../../src/bookings/store/refundLateCapture.js";
import { db } from "../../../src/firestore/database.js";
import { ledgerOf, stateOf, stored, storedSeat } from "../../support/documents.js";
import { withFault } from "../../support/faults.js";
import { replaceGateway, restoreGateway, silenceGateway } from "../../support/gateway.js";
import { everyInterleaving } from "../../support/interleavings.js";
import { errorOf, errorsOf, linesOf } from "../../support/logs.js";
import { atGateway, endsWell, lookNow, openReviews, sweepRefunds } from "../../support/refunds.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, cancel, clearDatabase, endLease, held, pay, refusal, runSweep } from "../../support/world.js";
import { refundIdOf } from "../../../src/shared/ids.js";
import { status } from "@grpc/grpc-js";

const LATE = { token: "tok_late_capture" };

/** Makes a booking whose payment the sweep has closed unpaid, although the gateway captured it. */
async function capturedLate() {
  const made = await held();
  await refusal(pay("ann", made.paymentIntentId, LATE));
  await endLease(made.paymentIntentId);
  await runSweep();
  return { ...made, refundId: refundIdOf(made.paymentIntentId, 0) };
}

async function minutesToLook(paymentIntentId: string): Promise<number | null> {
  const { dueAt } = (await paymentIntents.doc(paymentIntentId).get()).data()!;
  return dueAt && Math.round((dueAt.getTime() - Date.now()) / 60_000);
}

type Captured = NonNullable<GatewayPayment["captured"]>;

/** Makes the gateway tell something else of a capture, until `restoreGateway`. */
function lookFinds(told: Partial<Captured>): void {
  const look = simulatedGateway.look.bind(simulatedGateway);
  replaceGateway({
    async look(key) {
      const known = await look(key);
      return { ...known, captured: { ...known.captured!, ...told } };
    },
  });
}

describe("a charge that is captured after its payment was closed", () => {
  beforeEach(clearDatabase);
  afterEach(restoreGateway);
  afterEach(endsWell);
  after(clearDatabase);

  it("is found by the sweep ten minutes later, booked and paid back in full", async () => {
    const { performanceId, bookingId, paymentIntentId, refundId } = await capturedLate();
    expect(await stateOf(bookingId)).to.equal("PAYMENT_FAILED");
    expect(await minutesToLook(paymentIntentId)).to.equal(10);
    await changesNothing(runSweep);
    await lookNow(paymentIntentId);
    const logs = await linesOf(runSweep);
    expect(logs).to.deep.include.members([
      { message: "payment.captured-late", paymentIntentId, amount: 300_000 },
      { message: "refund.promised", refundId, amount: 300_000, fee: 0 },
    ]);
    expect((await refunds.doc(refundId).get()).data()).to.include({
      amount: 300_000,
      fee: 0,
      reason: "LATE_CAPTURE",
      by: "SYSTEM",
      status: "REQUIRED",
      provider: "simulated",
      paymentReference: `sim_${paymentIntentId}`,
    });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({
      status: "FAILURE",
      refunded: 300_000,
      refunds: 0,
    });
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      refundedAmount: 300_000,
    });
    expect(await stored(`ledgerEntries/${paymentIntentId}_charge_debit`)).to.include({ amount: 300_000 });
    expect(await stored(`ledgerEntries/${paymentIntentId}_refund0_credit`)).to.include({ amount: 300_000 });
    expect(await storedSeat(performanceId, "A1")).to.be.undefined;
    await sweepRefunds();
    expect(await atGateway(paymentIntentId)).to.deep.equal(["0 r1 DONE 300000"]);
  });

  it("is looked for once more after a day, and then no more, and is paid back once", async () => {
    const { paymentIntentId } = await capturedLate();
    await lookNow(paymentIntentId);
    await runSweep();
    await runSweep();
    expect(await minutesToLook(paymentIntentId)).to.equal(10);
    const day = 24 * 3_600_000;
    await db.doc(`paymentIntents/${paymentIntentId}`).update({ closedAt: new Date(Date.now() - day / 2) });
    await lookNow(paymentIntentId);
    await runSweep();
    expect(await minutesToLook(paymentIntentId)).to.equal(12 * 60);
    await db
      .doc(`paymentIntents/${paymentIntentId}`)
      .update({ closedAt: new Date(Date.now() - day - 60_000) });
    await lookNow(paymentIntentId);
    await runSweep();
    expect(await minutesToLook(paymentIntentId)).to.be.null;
    await sweepRefunds();
    expect(await atGateway(paymentIntentId)).to.have.length(1);
  });

  it("stays due while the gateway does not answer", async () => {
    const { paymentIntentId, refundId } = await capturedLate();
    silenceGateway("look");
    await lookNow(paymentIntentId);
    await changesNothing(runSweep);
    restoreGateway();
    await runSweep();
    expect((await refunds.doc(refundId).get()).exists).to.be.true;
  });

  it("is not honoured, and leaves its seats with whoever has them by now", async () => {
    const { performanceId, bookingId, paymentIntentId } = await capturedLate();
    const ben = await book("ben", performanceId, ["A1"]);
    await lookNow(paymentIntentId);
    await runSweep();
    expect(await stateOf(bookingId)).to.equal("PAYMENT_FAILED");
    expect(await storedSeat(performanceId, "A1")).to.include({ bookingId: ben.bookingId });
  });

  it("is paid back also where its user had cancelled, and a repeated cancel answers as before", async () => {
    const { bookingId, paymentIntentId } = await held();
    await refusal(pay("ann", paymentIntentId, LATE));
    const first = await cancel("ann", bookingId);
    await lookNow(paymentIntentId);
    await runSweep();
    expect(await stateOf(bookingId)).to.equal("USER");
    expect(await changesNothing(() => cancel("ann", bookingId))).to.deep.equal(first);
    await sweepRefunds();
    expect(await atGateway(paymentIntentId)).to.deep.equal(["0 r1 DONE 300000"]);
  });

  it("and whose booking someone erased is paid back too", async () => {
    const { bookingId, paymentIntentId, refundId } = await capturedLate();
    const booking = db.doc(`bookings/${bookingId}`);
    const erased = (await booking.get()).data()!;
    await booking.delete();
    await lookNow(paymentIntentId);
    await runSweep();
    expect((await refunds.doc(refundId).get()).data()).to.deep.include({ amount: 300_000, seatIds: [] });
    await booking.set({ ...erased, refundedAmount: 300_000 });
  });

  it("is noticed by the call that comes back late, which answers what is stored", async () => {
    const { bookingId, paymentIntentId } = await held();
    replaceGateway({
      async charge({ idempotencyKey, amount, currency }) {
        restoreGateway();
        await endLease(paymentIntentId);
        await runSweep();
        const captured = { failure: null, amount, currency, fault: "tok_late_capture" };
        await db.doc(`simulatedCharges/${idempotencyKey}`).set(captured);
        const gateway = { provider: "simulated", reference: `sim_${idempotencyKey}` };
        return { status: "SUCCESS", failure: null, gateway };
      },
    });
    expect(await pay("ann", paymentIntentId)).to.include({ status: "FAILURE" });
    expect(await minutesToLook(paymentIntentId)).to.equal(0);
    expect(await stateOf(bookingId)).to.equal("PAYMENT_FAILED");
    await runSweep();
    await sweepRefunds();
    expect(await atGateway(paymentIntentId)).to.deep.equal(["0 r1 DONE 300000"]);
  });

  it("of nothing is no capture, so it is looked for once more", async () => {
    const { paymentIntentId } = await capturedLate();
    lookFinds({ amount: 0 });
    await lookNow(paymentIntentId);
    expect(await errorsOf(runSweep)).to.deep.equal([]);
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({ refunded: 0 });
    expect(await minutesToLook(paymentIntentId)).to.equal(10);
    restoreGateway();
    await lookNow(paymentIntentId);
    await runSweep();
    await sweepRefunds();
    expect(await atGateway(paymentIntentId)).to.deep.equal(["0 r1 DONE 300000"]);
  });

  const unclear: Record<string, Partial<Captured>> = {
    "of another currency": { currency: "USD" },
    "of a fraction": { amount: 0.5 },
    "of less than nothing": { amount: -300_000 },
    "of no number": { amount: NaN },
    "without a reference": { reference: "" },
  };
  for (const [what, told] of Object.entries(unclear)) {
    it(`${what} waits for a person, with one error, and is paid back once it is told rightly`, async () => {
      const { bookingId, paymentIntentId } = await capturedLate();
      lookFinds(told);
      await lookNow(paymentIntentId);
      const reviewId = `PAID_WITHOUT_BOOKING_${paymentIntentId}`;
      expect(await errorOf(runSweep)).to.include(reviewId);
      expect(await openReviews()).to.deep.equal([reviewId]);
      expect(await stored(`bookings/${bookingId}`)).to.include({ refundedAmount: 0 });
      expect(await ledgerOf(paymentIntentId)).to.deep.equal({});
      await changesNothing(runSweep);
      restoreGateway();
      await lookAgain(newAction({ account: "op", command: "retry", subject: reviewId, note: "" }));
      await runSweep();
      expect(await openReviews()).to.deep.equal([]);
      await sweepRefunds();
      expect(await atGateway(paymentIntentId)).to.deep.equal(["0 r1 DONE 300000"]);
    });
  }

  describe("is promised once", () => {
    const captured = (paymentIntentId: string) => ({
      provider: "simulated",
      amount: 300_000,
      currency: "KRW",
      reference: `sim_${paymentIntentId}`,
    });

    it("by whoever comes first, and a later one writes nothing", async () => {
      const { bookingId, paymentIntentId } = await capturedLate();
      const before = await readPurchase(bookingId);
      const promise = () => refundLateCapture(before, captured(paymentIntentId));
      await Promise.all([promise(), promise(), promise()]);
      await changesNothing(promise);
    });

    it("if the answer to its commit is lost", async () => {
      const { bookingId, paymentIntentId } = await capturedLate();
      const before = await readPurchase(bookingId);
      const promise = () => refundLateCapture(before, captured(paymentIntentId));
      await withFault({ loseAnswer: status.UNAVAILABLE }, "promise refund", promise);
      expect((await db.collection("refunds").get()).size).to.equal(1);
    });

    it("by sweeps at once", async () => {
      const { paymentIntentId } = await capturedLate();
      await lookNow(paymentIntentId);
      await Promise.all([runSweep(), runSweep(), runSweep()]);
      await sweepRefunds();
      expect(await atGateway(paymentIntentId)).to.have.length(1);
    });

    it("by two that have read it, in every order", async () => {
      const endings = await everyInterleaving(async () => {
        const { bookingId, paymentIntentId } = await capturedLate();
        const purchase = await readPurchase(bookingId);
        const promise = async () => {
          await refundLateCapture(purchase, captured(paymentIntentId));
          await sweepRefunds();
        };
        return { calls: { one: promise, other: promise } };
      });
      expect(endings).to.deep.equal([{ one: "done", other: "done" }]);
    }).timeout(120_000);
  });

  it("does not come about for a payment that succeeded", async () => {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    const captured = { provider: "simulated", amount: 300_000, currency: "KRW", reference: "sim" };
    const purchase = await readPurchase(bookingId);
    await changesNothing(() => refundLateCapture(purchase, captured));
  });
});
