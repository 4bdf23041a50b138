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
  pay,
  runSweep,
} from "../support/world.js";
import { bookingOf } from "../support/documents.js";
import { dieAfter } from "../support/faults.js";
import { everyInterleaving } from "../support/interleavings.js";

/** Books seats A1 and A2 for Ann. Their lock has expired. A read at the time `before` comes before that. */
async function justExpired() {
  const booking = await held();
  await expire(booking.paymentIntentId);
  const { expiresAt } = await bookingOf(booking.bookingId);
  return { ...booking, before: new Date(expiresAt.getTime() - 1) };
}

/** Books seats A1 and A2 for Ann. A call that claimed their payment has died, and its lease has expired. */
async function claimedByTheDead(diedAfter: "claim" | "charge") {
  const booking = await held();
  await dieAfter(diedAfter, () => pay("ann", booking.paymentIntentId));
  await endLease(booking.paymentIntentId);
  return booking;
}

describe("calls for one payment that meet, in every order of their requests", function () {
  this.timeout(60_000); // each test runs dozens of orders
  after(clearDatabase);

  describe("cancel and execute", () => {
    it("one wins, and what is cancelled is never charged", async () => {
      const endings = await everyInterleaving(async () => {
        const { bookingId, paymentIntentId } = await held();
        return {
          calls: {
            cancel: () => cancel("ann", bookingId),
            execute: () => pay("ann", paymentIntentId),
          },
        };
      });
      expect(endings).to.have.deep.members([
        { cancel: "BOOKING_NOT_PENDING", execute: "SUCCESS" },
        { cancel: "PAYMENT_IN_PROGRESS", execute: "SUCCESS" },
        { cancel: "cancelled", execute: "BOOKING_NOT_PENDING" },
      ]);
    });

    it("cancelling twice is cancelling once", async () => {
      const endings = await everyInterleaving(async () => {
        const { bookingId } = await held();
        return { calls: { one: () => cancel("ann", bookingId), two: () => cancel("ann", bookingId) } };
      });
      expect(endings).to.have.deep.members([{ one: "cancelled", two: "cancelled" }]);
    });
  });

  describe("execute and execute", () => {
    it("charges once, and both tell the same if they tell an outcome", async () => {
      const endings = await everyInterleaving(async () => {
        const { paymentIntentId } = await held();
        return {
          calls: {
            one: () => pay("ann", paymentIntentId),
            two: () => pay("ann", paymentIntentId, DECLINED),
          },
        };
      });
      expect(endings).to.have.deep.members([
        { one: "FAILURE", two: "FAILURE" },
        { one: "PAYMENT_IN_PROGRESS", two: "FAILURE" },
        { one: "SUCCESS", two: "PAYMENT_IN_PROGRESS" },
        { one: "SUCCESS", two: "SUCCESS" },
      ]);
    });

    // In the next two tests the sweep's head start ends before the sweep changes anything. By then it has found the
    // payment due, and in the first test it has also found the charge.
    it("after a call that charged and died, tells its outcome, as the sweep does", async () => {
      const endings = await everyInterleaving(async () => {
        const { paymentIntentId } = await claimedByTheDead("charge");
        return {
          calls: { execute: () => pay("ann", paymentIntentId, DECLINED), sweep: runSweep },
          headStart: { sweep: "read simulatedCharges" },
        };
      });
      expect(endings).to.have.deep.members([{ execute: "SUCCESS", sweep: "done" }]);
    });

    it("after a call that died before it charged, charges or finds the sweep has closed it", async () => {
      const endings = await everyInterleaving(async () => {
        const { paymentIntentId } = await claimedByTheDead("claim");
        return {
          calls: { execute: () => pay("ann", paymentIntentId), sweep: runSweep },
          headStart: { sweep: "read bookings" },
        };
      });
      expect(endings).to.have.deep.members([
        { execute: "FAILURE", sweep: "done" },
        { execute: "SUCCESS", sweep: "done" },
      ]);
    });
  });

  describe("when the lock expires between the reading of an intent and its claim", () => {
    it("either the payment wins or the sweep", async () => {
      const endings = await everyInterleaving(async () => {
        const { paymentIntentId, before } = await justExpired();
        return {
          calls: { execute: () => pay("ann", paymentIntentId), sweep: runSweep },
          headStart: { execute: "read paymentIntents" },
          headStartReadAt: before,
        };
      });
      expect(endings).to.have.deep.members([
        { execute: "BOOKING_EXPIRED", sweep: "done" },
        { execute: "SUCCESS", sweep: "done" },
      ]);
    });

    it("either the payment wins or another buyer", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId, paymentIntentId, before } = await justExpired();
        return {
          calls: {
            execute: () => pay("ann", paymentIntentId),
            take: () => book("bob", performanceId, ["A2", "A3"]),
          },
          headStart: { execute: "read paymentIntents" },
          headStartReadAt: before,
        };
      });
      expect(endings).to.have.deep.members([
        { execute: "BOOKING_EXPIRED", take: "pending" },
        { execute: "SUCCESS", take: "SEAT_TAKEN" },
      ]);
    });

    it("either the user cancels or another buyer takes the seats, who gets them anyway", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId, bookingId, before } = await justExpired();
        return {
          calls: {
            cancel: () => cancel("ann", bookingId),
            take: () => book("bob", performanceId, ["A2", "A3"]),
          },
          headStart: { cancel: "read bookings+paymentIntents" },
          headStartReadAt: before,
        };
      });
      expect(endings).to.have.deep.members([
        { cancel: "BOOKING_EXPIRED", take: "pending" },
        { cancel: "cancelled", take: "pending" },
      ]);
    });
  });

  describe("two sweeps", () => {
    it("expire a booking once", async () => {
      const endings = await everyInterleaving(async () => {
        const { paymentIntentId } = await held();
        await expire(paymentIntentId);
        return { calls: { one: runSweep, two: runSweep } };
      });
      expect(endings).to.have.deep.members([{ one: "done", two: "done" }]);
    });
  });

  describe("an outcome that is settled twice", () => {
    for (const [outcome, cvv] of Object.entries({ SUCCESS: "121", FAILURE: "122" })) {
      it(`${outcome}: by its event, delivered twice`, async () => {
        const endings = await everyInterleaving(async () => {
          const { paymentIntentId } = await held();
          await pay("ann", paymentIntentId, { cvv });
          return { calls: { one: () => deliver(paymentIntentId), two: () => deliver(paymentIntentId) } };
        });
        expect(endings).to.have.deep.members([{ one: "done", two: "done" }]);
      });

      it(`${outcome}: by its event and the sweep`, async () => {
        const endings = await everyInterleaving(async () => {
          const { paymentIntentId } = await held();
          await pay("ann", paymentIntentId, { cvv });
          return { calls: { event: () => deliver(paymentIntentId), sweep: runSweep } };
        });
        expect(endings).to.have.deep.members([{ event: "done", sweep: "done" }]);
      });
    }
  });
});
