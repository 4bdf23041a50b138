import { expect } from "chai";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { requestsOf, watched } from "../support/transport.js";
import {
  book,
  call,
  clearDatabase,
  deliver,
  endLease,
  functions,
  openPerformance,
  pay,
  refusal,
  runOut,
  sweep,
} from "../support/world.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

/** The number of requests that `executePayment` has sent after each of its steps. */
const AFTER_CLAIM = 2;
const AFTER_CHARGE = 3;
const AFTER_OUTCOME = 4;

/** Runs a call that dies after it has sent so many requests and received their answers. */
function dieAfter(requests: number, act: () => Promise<unknown>): Promise<void> {
  let sent = 0;
  return new Promise((died, failed) => {
    const watcher = () => {
      if (sent++ < requests) return "pass";
      died();
      return "stop";
    };
    watched(watcher, act).then(() => died(), failed);
  });
}

async function held(seatIds = ["A1", "A2"]) {
  const performanceId = await openPerformance();
  return { performanceId, ...(await book("ann", performanceId, seatIds)) };
}

/** Returns the number of charges for which the gateway moved money. */
async function charges(): Promise<number> {
  const { charges } = await readDatabase();
  return [...charges.values()].filter(({ failure }) => failure === null).length;
}

async function bookingOf(bookingId: string) {
  const { bookings } = await readDatabase();
  const { status, cancelReason } = bookings.get(bookingId)!;
  return cancelReason ?? status;
}

describe("a call that dies between two requests", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  describe("executePayment, having claimed but not charged", () => {
    it("keeps its seats past their time, and is charged never: the sweep releases them", async () => {
      const { performanceId, bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CLAIM, () => pay("ann", paymentIntentId));
      await runOut(paymentIntentId);
      const { details } = await refusal(book("bob", performanceId, ["A2", "A3"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });

      await sweep();
      await assertSettled();
      expect([await bookingOf(bookingId), await charges()]).to.deep.equal(["PAYMENT_FAILED", 0]);
    });

    it("is paid when its user tries again, after the lease", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CLAIM, () => pay("ann", paymentIntentId));
      const { details } = await refusal(pay("ann", paymentIntentId));
      expect(details.reason).to.equal("PAYMENT_IN_PROGRESS");

      await endLease(paymentIntentId);
      expect(await pay("ann", paymentIntentId)).to.include({ status: "SUCCESS" });
      await deliver(paymentIntentId);
      await sweep();
      await assertSettled();
      expect([await bookingOf(bookingId), await charges()]).to.deep.equal(["confirmed", 1]);
    });
  });

  describe("executePayment, having charged but not written the outcome", () => {
    it("keeps its seats past their time, and is charged once: the sweep finds out and confirms", async () => {
      const { performanceId, bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CHARGE, () => pay("ann", paymentIntentId));
      await runOut(paymentIntentId);
      await refusal(book("bob", performanceId, ["A1"]));

      await sweep();
      await assertSettled();
      expect([await bookingOf(bookingId), await charges()]).to.deep.equal(["confirmed", 1]);
    });

    it("is found out when its user cancels after the lease, and not cancelled", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CHARGE, () => pay("ann", paymentIntentId));
      const cancel = async () => (await refusal(call(functions.cancelBooking, "ann", { bookingId }))).details;
      expect(await cancel()).to.deep.equal({ reason: "PAYMENT_IN_PROGRESS" });
      await endLease(paymentIntentId);
      for (let times = 0; times < 2; times++)
        expect(await cancel()).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
      await sweep();
      await assertSettled();
      expect([await bookingOf(bookingId), await charges()]).to.deep.equal(["confirmed", 1]);
    });

    it("tells the first outcome when its user tries again with another card", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CHARGE, () => pay("ann", paymentIntentId));
      await endLease(paymentIntentId);
      expect(await pay("ann", paymentIntentId, { cvv: "122" })).to.include({ status: "SUCCESS" });
      await sweep();
      await assertSettled();
      expect([await bookingOf(bookingId), await charges()]).to.deep.equal(["confirmed", 1]);
    });

    it("releases its seats if it was declined", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter(AFTER_CHARGE, () => pay("ann", paymentIntentId, { cvv: "124" }));
      await endLease(paymentIntentId);
      await sweep();
      await assertSettled();
      expect(await bookingOf(bookingId)).to.equal("PAYMENT_FAILED");
      const intent = (await paymentIntents.doc(paymentIntentId).get()).data()!;
      expect(intent.failure!.code).to.equal("CARD_EXPIRED");
    });
  });

  describe("executePayment, having written the outcome, whose event never comes", () => {
    for (const [cvv, booking] of Object.entries({ "121": "confirmed", "122": "PAYMENT_FAILED" })) {
      it(`${booking}: the very next sweep settles it`, async () => {
        const { performanceId, bookingId, paymentIntentId } = await held();
        await dieAfter(AFTER_OUTCOME, () => pay("ann", paymentIntentId, { cvv }));
        await refusal(book("bob", performanceId, ["A1"]));
        await sweep();
        await assertSettled();
        expect(await bookingOf(bookingId)).to.equal(booking);
        expect(await pay("ann", paymentIntentId)).to.include({
          status: cvv === "121" ? "SUCCESS" : "FAILURE",
        });
        expect(await charges()).to.equal(booking === "confirmed" ? 1 : 0);
      });
    }
  });

  describe("any other call, wherever it stops", () => {
    const calls: Record<string, () => Promise<() => Promise<unknown>>> = {
      async "createBooking leaves nothing or a whole booking"() {
        const performanceId = await openPerformance();
        return () => book("ann", performanceId, ["A1", "A2"]);
      },
      async "createBooking that takes seats over releases all or none"() {
        const { performanceId, paymentIntentId } = await held();
        await runOut(paymentIntentId);
        return () => book("bob", performanceId, ["A2", "A3"]);
      },
      async "cancelBooking cancels or does not"() {
        const { bookingId } = await held();
        return () => call(functions.cancelBooking, "ann", { bookingId });
      },
      async "the trigger settles or does not, and the sweep does"() {
        const { paymentIntentId } = await held();
        await pay("ann", paymentIntentId);
        return () => deliver(paymentIntentId);
      },
      async "a sweep that expires is made up for by the next"() {
        const { paymentIntentId } = await held();
        await runOut(paymentIntentId);
        return sweep;
      },
      async "a sweep that rolls a payment forward is made up for by the next"() {
        const { paymentIntentId } = await held();
        await dieAfter(AFTER_CHARGE, () => pay("ann", paymentIntentId));
        await endLease(paymentIntentId);
        return sweep;
      },
      async "a sweep that closes a payment is made up for by the next"() {
        const { paymentIntentId } = await held();
        await dieAfter(AFTER_CLAIM, () => pay("ann", paymentIntentId));
        await endLease(paymentIntentId);
        return sweep;
      },
    };
    for (const [name, begin] of Object.entries(calls)) {
      it(name, async () => {
        const requests = await requestsOf(await begin());
        expect(requests).to.not.be.empty;
        for (let sent = 0; sent <= requests.length; sent++) {
          await clearDatabase();
          await dieAfter(sent, await begin());
          await assertSound();
          await sweep();
          await assertSettled();
        }
      });
    }
  });
});
