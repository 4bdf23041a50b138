import { expect } from "chai";
import { db } from "../../src/firestore/database.js";
import { paidByHand, retryRefund } from "../../src/payments/domain/refund.js";
import { DAY_MS } from "../../src/shared/calendar.js";
import { restoreGateway, silenceGateway } from "../support/gateway.js";
import { assertSettled, assertSound } from "../support/invariants.js";
import { logsOf } from "../support/logs.js";
import {
  answerReview,
  atGateway,
  booked,
  dueIn,
  openReviews,
  promised,
  refundOf,
  statusOf,
  sweepAfter,
  sweepRefunds,
} from "../support/refunds.js";
import { changesNothing } from "../support/unchanged.js";
import { clearDatabase, runSweep } from "../support/world.js";

const MINUTE_MS = 60_000;

describe("the sweep of the refunds", () => {
  beforeEach(clearDatabase);
  afterEach(async () => {
    restoreGateway();
    await assertSound();
  });
  after(clearDatabase);

  describe("of a refund that is refused", () => {
    it("puts it into review, with the code, and tries no more", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_fails");
      const logs = await logsOf(sweepRefunds);
      const { status, failure, dueAt } = await refundOf(refundId());
      expect({ status, code: failure?.code, dueAt }).to.deep.equal({
        status: "NEEDS_REVIEW",
        code: "REFUND_DECLINED",
        dueAt: null,
      });
      const review = (await db.doc(`reviews/REFUND_REFUSED_${refundId()}`).get()).data();
      expect(review).to.include({
        kind: "REFUND_REFUSED",
        subject: refundId(),
        amount: 105_000,
        currency: "KRW",
        status: "open",
        opened: 1,
      });
      expect(logs.match(/review\.opened/g)).to.have.length(1);
      await changesNothing(sweepRefunds);
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 FAILED 105000"]);
    });

    it("sends it in another round when a person says so, and opens the same review again if that fails too", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_fails");
      await sweepRefunds();
      await answerReview("REFUND_REFUSED", refundId(), retryRefund);
      expect(await openReviews()).to.deep.equal([]);
      await sweepRefunds();
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 FAILED 105000", "1 r2 FAILED 105000"]);
      expect((await refundOf(refundId())).attempt).to.include({ number: 2 });
      const review = (await db.doc(`reviews/REFUND_REFUSED_${refundId()}`).get()).data();
      expect(review).to.include({ status: "open", opened: 2 });
    });

    it("is done in another round if the bank takes it then", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_fails");
      await sweepRefunds();
      await db.doc(`simulatedCharges/${paymentIntentId}`).update({ fault: null });
      await answerReview("REFUND_REFUSED", refundId(), retryRefund);
      await sweepRefunds();
      expect(await refundOf(refundId())).to.include({ status: "DONE", round: 2 });
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r2"]);
      await runSweep();
      await assertSettled();
    });

    it("is done when a person paid by hand, and is left alone from then on", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_fails");
      await sweepRefunds();
      await answerReview("REFUND_REFUSED", refundId(), paidByHand);
      expect(await refundOf(refundId())).to.include({ status: "DONE", round: 2, dueAt: null });
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r2"]);
      await changesNothing(sweepRefunds);
      await runSweep();
      await assertSettled();
    });
  });

  describe("of a refund whose answer is lost", () => {
    it("looks for it before it sends it again, and finds it done", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_timeout");
      await sweepRefunds();
      expect(await refundOf(refundId())).to.include({ status: "REQUIRED" });
      expect(await dueIn(refundId())).to.equal(1);
      expect(await booked(paymentIntentId)).to.deep.equal([]);
      await sweepAfter(refundId(), MINUTE_MS);
      expect(await statusOf(refundId())).to.equal("DONE");
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1"]);
    });

    it("does not rely on keys, which the gateway forgets after a day", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_timeout");
      await sweepRefunds();
      await sweepAfter(refundId(), DAY_MS + MINUTE_MS);
      expect(await statusOf(refundId())).to.equal("DONE");
      expect(await atGateway(paymentIntentId)).to.have.length(1);
    });

    it("sends it again if the gateway has not heard of it", async () => {
      const { paymentIntentId, refundId } = await promised();
      silenceGateway("refund");
      await sweepRefunds();
      expect(await statusOf(refundId())).to.equal("REQUIRED");
      restoreGateway();
      await sweepAfter(refundId(), MINUTE_MS);
      expect(await refundOf(refundId())).to.include({ status: "DONE" });
      expect((await refundOf(refundId())).attempt).to.include({ number: 2 });
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
    });

    it("never sends while the gateway does not say what it knows: it waits 1, 2, 4 … minutes, and a day", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_timeout");
      silenceGateway("look");
      await sweepRefunds();
      const pauses = [];
      while ((await statusOf(refundId())) === "REQUIRED") {
        const pause = (await dueIn(refundId()))!;
        pauses.push(pause);
        await sweepAfter(refundId(), pause * MINUTE_MS);
      }
      expect(pauses.slice(0, 10)).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
      expect(pauses.slice(10).every((pause) => pause === 360)).to.be.true;
      const waited = pauses.reduce((total, pause) => total + pause, 0);
      expect(waited).to.be.within(24 * 60, 30 * 60);
      restoreGateway();
      expect(await openReviews()).to.deep.equal([`REFUND_OVERDUE_${refundId()}`]);
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
    });

    it("finds in another round what the first one did, and sends nothing", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_timeout");
      silenceGateway("look");
      await sweepRefunds();
      await sweepAfter(refundId(), DAY_MS);
      expect(await openReviews()).to.deep.equal([`REFUND_OVERDUE_${refundId()}`]);
      restoreGateway();
      await answerReview("REFUND_OVERDUE", refundId(), retryRefund);
      await sweepRefunds();
      expect(await refundOf(refundId())).to.include({ status: "DONE", round: 2 });
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r2"]);
    });
  });

  describe("of a refund that the bank gives back", () => {
    it("books it back and puts it into review, and another round pays it again", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_returned");
      await sweepRefunds();
      expect(await statusOf(refundId())).to.equal("DONE");
      await sweepAfter(refundId(), DAY_MS);
      expect(await refundOf(refundId())).to.nested.include({
        status: "NEEDS_REVIEW",
        "failure.code": "REFUND_RETURNED",
      });
      expect(await openReviews()).to.deep.equal([`REFUND_RETURNED_${refundId()}`]);
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1", "returned1r1"]);
      await changesNothing(sweepRefunds);
      await db.doc(`simulatedCharges/${paymentIntentId}`).update({ fault: null });
      await answerReview("REFUND_RETURNED", refundId(), retryRefund);
      await sweepRefunds();
      expect(await refundOf(refundId())).to.include({ status: "DONE", round: 2 });
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1", "refunded1r2", "returned1r1"]);
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 RETURNED 105000", "1 r2 DONE 105000"]);
    });

    it("finds that after 7 and after 30 days, too", async () => {
      for (const looks of [1, 2]) {
        await clearDatabase();
        const { paymentIntentId, refundId } = await promised();
        await sweepRefunds();
        await sweepAfter(refundId(), DAY_MS);
        if (looks === 2) await sweepAfter(refundId(), 6 * DAY_MS);
        const record = db.doc(`simulatedRefunds/${paymentIntentId}`);
        const [only] = (await record.get()).get("refunds") as object[];
        await record.update({ refunds: [{ ...only, fault: "tok_refund_returned" }] });
        await sweepAfter(refundId(), (looks === 1 ? 6 : 23) * DAY_MS);
        expect(await openReviews()).to.deep.equal([`REFUND_RETURNED_${refundId()}`]);
      }
    });
  });
});
