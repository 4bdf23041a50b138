import { expect } from "chai";
import {
  book,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  endLease,
  expire,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "../support/world.js";
import { stateOf } from "../support/documents.js";
import { dieAfter } from "../support/faults.js";
import { requestsOf } from "../support/transport.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

/** Returns the number of charges for which the gateway moved money. */
async function charges(): Promise<number> {
  const { charges } = await readDatabase();
  return [...charges.values()].filter(({ failure }) => failure === null).length;
}

/** Returns the state of a booking, and how often the gateway moved money. */
const outcomeOf = async (bookingId: string) => ({
  booking: await stateOf(bookingId),
  charges: await charges(),
});

describe("a call that dies between two requests", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  describe("executePayment, having claimed but not charged", () => {
    it("keeps its seats past their time, and is charged never: the sweep releases them", async () => {
      const { performanceId, bookingId, paymentIntentId } = await held();
      await dieAfter("claim", () => pay("ann", paymentIntentId));
      await expire(paymentIntentId);
      const { details } = await refusal(book("bob", performanceId, ["A2", "A3"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });

      await runSweep();
      await assertSettled();
      expect(await outcomeOf(bookingId)).to.deep.equal({ booking: "PAYMENT_FAILED", charges: 0 });
    });

    it("is paid when its user tries again, after the lease", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter("claim", () => pay("ann", paymentIntentId));
      const { details } = await refusal(pay("ann", paymentIntentId));
      expect(details.reason).to.equal("PAYMENT_IN_PROGRESS");

      await endLease(paymentIntentId);
      expect(await pay("ann", paymentIntentId)).to.include({ status: "SUCCESS" });
      await deliver(paymentIntentId);
      await runSweep();
      await assertSettled();
      expect(await outcomeOf(bookingId)).to.deep.equal({ booking: "confirmed", charges: 1 });
    });
  });

  describe("executePayment, having charged but not written the outcome", () => {
    it("keeps its seats past their time, and is charged once: the sweep finds out and confirms", async () => {
      const { performanceId, bookingId, paymentIntentId } = await held();
      await dieAfter("charge", () => pay("ann", paymentIntentId));
      await expire(paymentIntentId);
      await refusal(book("bob", performanceId, ["A1"]));

      await runSweep();
      await assertSettled();
      expect(await outcomeOf(bookingId)).to.deep.equal({ booking: "confirmed", charges: 1 });
    });

    it("is found out when its user cancels after the lease, and not cancelled", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter("charge", () => pay("ann", paymentIntentId));
      const refusedCancel = async () => (await refusal(cancel("ann", bookingId))).details;
      expect(await refusedCancel()).to.deep.equal({ reason: "PAYMENT_IN_PROGRESS" });
      await endLease(paymentIntentId);
      for (let times = 0; times < 2; times++)
        expect(await refusedCancel()).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
      await runSweep();
      await assertSettled();
      expect(await outcomeOf(bookingId)).to.deep.equal({ booking: "confirmed", charges: 1 });
    });

    it("tells the first outcome when its user tries again with another card", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter("charge", () => pay("ann", paymentIntentId));
      await endLease(paymentIntentId);
      expect(await pay("ann", paymentIntentId, DECLINED)).to.include({ status: "SUCCESS" });
      await runSweep();
      await assertSettled();
      expect(await outcomeOf(bookingId)).to.deep.equal({ booking: "confirmed", charges: 1 });
    });

    it("releases its seats if it was declined", async () => {
      const { bookingId, paymentIntentId } = await held();
      await dieAfter("charge", () => pay("ann", paymentIntentId, { cvv: "124" }));
      await endLease(paymentIntentId);
      await runSweep();
      await assertSettled();
      expect(await stateOf(bookingId)).to.equal("PAYMENT_FAILED");
      const intent = (await paymentIntents.doc(paymentIntentId).get()).data()!;
      expect(intent.failure!.code).to.equal("CARD_EXPIRED");
    });
  });

  describe("executePayment, having written the outcome, whose event never comes", () => {
    for (const { cvv, status, booking } of [
      { cvv: "121", status: "SUCCESS", booking: "confirmed" },
      { cvv: "122", status: "FAILURE", booking: "PAYMENT_FAILED" },
    ]) {
      it(`${booking}: the very next sweep settles it`, async () => {
        const { performanceId, bookingId, paymentIntentId } = await held();
        await dieAfter("record", () => pay("ann", paymentIntentId, { cvv }));
        await refusal(book("bob", performanceId, ["A1"]));
        await runSweep();
        await assertSettled();
        expect(await outcomeOf(bookingId)).to.deep.equal({ booking, charges: status === "SUCCESS" ? 1 : 0 });
        expect(await pay("ann", paymentIntentId)).to.include({ status });
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
        await expire(paymentIntentId);
        return () => book("bob", performanceId, ["A2", "A3"]);
      },
      async "cancelBooking cancels or does not"() {
        const { bookingId } = await held();
        return () => cancel("ann", bookingId);
      },
      async "the trigger settles or does not, and the sweep does"() {
        const { paymentIntentId } = await held();
        await pay("ann", paymentIntentId);
        return () => deliver(paymentIntentId);
      },
      async "a sweep that expires is made up for by the next"() {
        const { paymentIntentId } = await held();
        await expire(paymentIntentId);
        return runSweep;
      },
      async "a sweep that rolls a payment forward is made up for by the next"() {
        const { paymentIntentId } = await held();
        await dieAfter("charge", () => pay("ann", paymentIntentId));
        await endLease(paymentIntentId);
        return runSweep;
      },
      async "a sweep that closes a payment is made up for by the next"() {
        const { paymentIntentId } = await held();
        await dieAfter("claim", () => pay("ann", paymentIntentId));
        await endLease(paymentIntentId);
        return runSweep;
      },
    };
    for (const [name, begin] of Object.entries(calls)) {
      it(name, async () => {
        const requests = await requestsOf(await begin());
        expect(requests).to.not.be.empty;
        for (const place of ["begin", ...requests.map(({ place }) => place)] as const) {
          await clearDatabase();
          await dieAfter(place, await begin());
          await assertSound();
          await runSweep();
          await assertSettled();
        }
      });
    }
  });
});
