import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { simulatedGateway } from "../../src/payments/gateways/simulated/simulated.js";
import { sweep } from "../../src/triggers/sweep.js";
import {
  book,
  cancel,
  claimed,
  clearDatabase,
  endLease,
  expire,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { stored } from "../support/documents.js";
import { changesNothing } from "../support/unchanged.js";
import { replaceGateway, restoreGateway, silenceGateway } from "../support/gateway.js";
import { errorOf, errorsOf } from "../support/logs.js";
import { sweepRefunds } from "../support/refunds.js";
import { refundIdOf, seatKey } from "../../src/shared/ids.js";
import { assertSettled } from "../support/invariants.js";
import { db } from "../../src/firestore/database.js";

describe("sweepExpiredLocks", () => {
  describe("where the gateway does not say what became of a charge", () => {
    beforeEach(clearDatabase);
    afterEach(restoreGateway);

    /** Makes a payment without an outcome. Its lock ended so many minutes ago. The gateway does not answer `close`. */
    async function unknownFor(minutes: number) {
      const made = await held();
      await refusal(pay("ann", made.paymentIntentId, UNANSWERED));
      const time = (ago: number) => Timestamp.fromMillis(Date.now() - ago * 60_000);
      await db.doc(`paymentIntents/${made.paymentIntentId}`).update({ payBy: time(minutes), dueAt: time(1) });
      silenceGateway("close");
      return made;
    }
    const review = (id: string) => stored(`reviews/UNKNOWN_OUTCOME_${id}`);

    it("waits for an hour before a person must look", async () => {
      const { paymentIntentId } = await unknownFor(59);
      expect(await changesNothing(() => sweep())).to.deep.equal({ unresolved: 1 });
      expect(await review(paymentIntentId)).to.be.undefined;
    });

    it("then opens one review, which is one error in the log, and closes it when the outcome is known", async () => {
      const { bookingId, paymentIntentId } = await unknownFor(61);
      const opened = await errorOf(() => sweep());
      expect(opened).to.include("review.opened").and.include(paymentIntentId);
      expect(await errorsOf(() => changesNothing(() => sweep()))).to.deep.equal([]);
      expect(await review(paymentIntentId)).to.include({ status: "open", amount: 300_000, opened: 1 });
      restoreGateway();
      expect(await sweep()).to.deep.equal({ "rolled forward": 1 });
      expect(await review(paymentIntentId)).to.include({ status: "closed" });
      expect(await stored(`bookings/${bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
      await assertSettled();
    });

    it("closes it too when a call learns the outcome", async () => {
      const { bookingId, paymentIntentId } = await unknownFor(61);
      await sweep();
      restoreGateway();
      await cancel("ann", bookingId);
      await runSweep();
      expect(await review(paymentIntentId)).to.include({ status: "closed" });
      await assertSettled();
    });

    it("opens none where the outcome was recorded while the sweep waited for the gateway", async () => {
      const { paymentIntentId } = await unknownFor(61);
      replaceGateway({
        async close() {
          restoreGateway();
          await sweep();
          throw new Error("no answer");
        },
      });
      expect(await errorsOf(() => sweep())).to.deep.equal([]);
      expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({ status: "FAILURE" });
      expect(await review(paymentIntentId)).to.be.undefined;
      await runSweep();
      await assertSettled();
    });

    it("closes it too where the payment turns out to be paid, but its booking lost a seat", async () => {
      const { performanceId, paymentIntentId } = await unknownFor(61);
      await sweep();
      restoreGateway();
      await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).delete();
      const captured = { failure: null, amount: 300_000, currency: "KRW", fault: null };
      await db.doc(`simulatedCharges/${paymentIntentId}`).set(captured);
      expect(await sweep()).to.deep.equal({ failed: 1 });
      expect(await review(paymentIntentId)).to.include({ status: "closed" });
      expect(await sweep()).to.deep.equal({ "in review": 1 });
    });

    it("settles what is stored where the gateway says another outcome now, and pays that back", async () => {
      const { bookingId, paymentIntentId } = await unknownFor(1);
      replaceGateway({
        // Another call closes the payment, and then the gateway captures it all the same.
        async close(key) {
          restoreGateway();
          expect(await pay("ann", key)).to.include({ status: "FAILURE" });
          const captured = { failure: null, amount: 300_000, currency: "KRW", fault: "tok_late_capture" };
          await db.doc(`simulatedCharges/${key}`).set(captured);
          const gateway = { provider: "simulated", reference: `sim_${key}` };
          return { status: "SUCCESS", failure: null, gateway };
        },
      });
      expect(await errorsOf(() => sweep())).to.deep.equal([]);
      expect(await stored(`bookings/${bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
      await runSweep();
      expect(await stored(`refunds/${refundIdOf(paymentIntentId, 0)}`)).to.include({ amount: 300_000 });
      await sweepRefunds();
      await runSweep();
      await assertSettled();
    });
  });

  describe("where the gateway hangs", () => {
    afterEach(restoreGateway);

    it("does first what needs no gateway, and closes no more than fifty payments at once", async function () {
      this.timeout(60_000);
      await clearDatabase();
      const performanceId = await openPerformance({ maxTicketsPerUser: 100 });
      const seatIds = ["A", "B", "C"].flatMap((row) =>
        Array.from({ length: 20 }, (_, index) => `${row}${index + 1}`),
      );
      const dead = seatIds.slice(0, 58);
      for (const seatId of dead) {
        const made = await book("ann", performanceId, [seatId]);
        await claimed(made.paymentIntentId, "at_dead");
        await endLease(made.paymentIntentId);
      }
      const unpaid = await book("ben", performanceId, ["C19"]);
      await expire(unpaid.paymentIntentId);
      const state = { atOnce: 0, most: 0, closed: 0 };
      let answer = () => {};
      const answered = new Promise<void>((resolve) => (answer = resolve));
      const { close } = simulatedGateway;
      replaceGateway({
        async close(key) {
          state.most = Math.max(state.most, ++state.atOnce);
          await answered;
          state.atOnce--;
          state.closed++;
          return close(key);
        },
      });
      const swept = runSweep();
      while (state.atOnce < 50) await setTimeout(10);
      expect(await stored(`bookings/${unpaid.bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "EXPIRED",
      });
      answer();
      await swept;
      expect(state).to.deep.equal({ atOnce: 0, most: 50, closed: dead.length });
      await assertSettled();
    });
  });
});
