import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { everyInterleaving, type Collision } from "../support/interleavings.js";
import { assertSettled } from "../support/invariants.js";
import { watched } from "../support/transport.js";
import {
  book,
  call,
  clearDatabase,
  deliver,
  endLease,
  functions,
  openPerformance,
  pay,
  runOut,
  sweep,
  type Refused,
} from "../support/world.js";

/**
 * The time until a lock expires that must expire between two requests of a call, in milliseconds. It is long enough for
 * the first request.
 */
const SOON_MS = 300;

/** Returns how a call ended: the status in its answer, or the reason of its refusal. */
function told(ended: PromiseSettledResult<unknown>): string {
  if (ended.status === "fulfilled") return (ended.value as { status?: string } | undefined)?.status ?? "done";
  const { code, details } = ended.reason as Refused;
  return details?.reason ?? code;
}

/**
 * Runs calls in every order of their requests. After each order it runs the sweep and checks the database.
 * @returns the different endings. An ending lists how each call ended, in the order of `calls`.
 */
async function allEndings(begin: () => Promise<Omit<Collision, "check">>): Promise<string[]> {
  const seen = new Set<string>();
  await everyInterleaving(async () => {
    await clearDatabase();
    return {
      ...(await begin()),
      async check(ended) {
        seen.add(Object.values(ended).map(told).join(", "));
        await sweep();
        await assertSettled();
      },
    };
  });
  return [...seen].sort();
}

/** Books seats A1 and A2 for Ann. */
async function held() {
  const performanceId = await openPerformance();
  return { performanceId, ...(await book("ann", performanceId, ["A1", "A2"])) };
}

/** Books seats A1 and A2 for Ann. Their lock has expired. */
async function heldTooLong() {
  const booking = await held();
  await runOut(booking.paymentIntentId);
  return booking;
}

/** Books seats A1 and A2 for Ann. Their lock expires in SOON_MS. A call that waits for `over` finds it expired. */
async function heldToTheLast() {
  const booking = await held();
  await runOut(booking.paymentIntentId, SOON_MS);
  return { ...booking, over: () => setTimeout(SOON_MS + 100) };
}

/**
 * Books seats A1 and A2 for Ann. A call that claimed their payment has died after so many requests, and its lease has
 * expired.
 */
async function claimedByTheDead(requests: number) {
  const booking = await held();
  let sent = 0;
  await new Promise<void>((died) => {
    const dieBeforeOutcome = () => {
      if (sent++ < requests) return "pass";
      died();
      return "stop";
    };
    void watched(dieBeforeOutcome, () => pay("ann", booking.paymentIntentId));
  });
  await endLease(booking.paymentIntentId);
  return booking;
}

describe("calls that meet, in every order of their requests", function () {
  this.timeout(60_000); // each test runs dozens of orders
  after(clearDatabase);

  describe("cancel and execute", () => {
    it("one wins, and what is cancelled is never charged", async () => {
      const endings = await allEndings(async () => {
        const { bookingId, paymentIntentId } = await held();
        return {
          calls: {
            cancel: () => call(functions.cancelBooking, "ann", { bookingId }),
            execute: () => pay("ann", paymentIntentId),
          },
        };
      });
      expect(endings).to.deep.equal([
        "BOOKING_NOT_PENDING, SUCCESS",
        "PAYMENT_IN_PROGRESS, SUCCESS",
        "cancelled, BOOKING_NOT_PENDING",
      ]);
    });

    it("cancelling twice is cancelling once", async () => {
      const endings = await allEndings(async () => {
        const { bookingId } = await held();
        const cancel = () => call(functions.cancelBooking, "ann", { bookingId });
        return { calls: { one: cancel, two: cancel } };
      });
      expect(endings).to.deep.equal(["cancelled, cancelled"]);
    });
  });

  describe("execute and execute", () => {
    it("charges once, and both tell the same if they tell an outcome", async () => {
      const endings = await allEndings(async () => {
        const { paymentIntentId } = await held();
        return {
          calls: {
            one: () => pay("ann", paymentIntentId),
            two: () => pay("ann", paymentIntentId, { cvv: "122" }),
          },
        };
      });
      expect(endings).to.deep.equal([
        "FAILURE, FAILURE",
        "PAYMENT_IN_PROGRESS, FAILURE",
        "SUCCESS, PAYMENT_IN_PROGRESS",
        "SUCCESS, SUCCESS",
      ]);
    });

    // In these two tests the sweep's head start is its reads. It has found the payment due, and in the first test the
    // charge too, but it has changed nothing yet.
    it("after a call that charged and died, tells its outcome, as the sweep does", async () => {
      const endings = await allEndings(async () => {
        const { paymentIntentId } = await claimedByTheDead(3);
        return {
          calls: { execute: () => pay("ann", paymentIntentId, { cvv: "122" }), sweep },
          headStart: { sweep: 4 },
        };
      });
      expect(endings).to.deep.equal(["SUCCESS, done"]);
    });

    it("after a call that died before it charged, charges or finds the sweep has closed it", async () => {
      const endings = await allEndings(async () => {
        const { paymentIntentId } = await claimedByTheDead(2);
        return { calls: { execute: () => pay("ann", paymentIntentId), sweep }, headStart: { sweep: 2 } };
      });
      expect(endings).to.deep.equal(["FAILURE, done", "SUCCESS, done"]);
    });
  });

  describe("when the time is up between the reading of an intent and its claim", () => {
    it("either the payment wins or the sweep", async () => {
      const endings = await allEndings(async () => {
        const { paymentIntentId, over } = await heldToTheLast();
        return {
          calls: { execute: () => pay("ann", paymentIntentId), sweep: () => over().then(sweep) },
          headStart: { execute: 1 },
        };
      });
      expect(endings).to.deep.equal(["BOOKING_EXPIRED, done", "SUCCESS, done"]);
    });

    it("either the payment wins or another buyer", async () => {
      const endings = await allEndings(async () => {
        const { performanceId, paymentIntentId, over } = await heldToTheLast();
        return {
          calls: {
            execute: () => pay("ann", paymentIntentId),
            take: () => over().then(() => book("bob", performanceId, ["A2", "A3"])),
          },
          headStart: { execute: 1 },
        };
      });
      expect(endings).to.deep.equal(["BOOKING_EXPIRED, pending", "SUCCESS, SEAT_TAKEN"]);
    });

    it("either the user cancels or another buyer takes the seats, who gets them anyway", async () => {
      const endings = await allEndings(async () => {
        const { performanceId, bookingId, over } = await heldToTheLast();
        return {
          calls: {
            cancel: () => call(functions.cancelBooking, "ann", { bookingId }),
            take: () => over().then(() => book("bob", performanceId, ["A2", "A3"])),
          },
          headStart: { cancel: 1 },
        };
      });
      expect(endings).to.deep.equal(["BOOKING_EXPIRED, pending", "cancelled, pending"]);
    });
  });

  describe("buyers of seats whose lock ran out", () => {
    /** The requests until the first try has failed: a read of the performance, and a create without reading the seats. */
    const TRIED = 2;

    it("who want a seat in common: one gets all of his, the other none", async () => {
      const endings = await allEndings(async () => {
        const { performanceId } = await heldTooLong();
        return {
          calls: {
            bob: () => book("bob", performanceId, ["A1", "A3"]),
            cid: () => book("cid", performanceId, ["A2", "A3"]),
          },
          headStart: { bob: TRIED, cid: TRIED },
        };
      });
      expect(endings).to.deep.equal(["SEAT_TAKEN, pending", "pending, SEAT_TAKEN"]);
    });

    it("who want different seats of one booking: both get theirs", async () => {
      const endings = await allEndings(async () => {
        const { performanceId } = await heldTooLong();
        return {
          calls: {
            bob: () => book("bob", performanceId, ["A1"]),
            cid: () => book("cid", performanceId, ["A2"]),
          },
          headStart: { bob: TRIED, cid: TRIED },
        };
      });
      expect(endings).to.deep.equal(["pending, pending"]);
    });

    it("while the sweep comes by: get them", async () => {
      const endings = await allEndings(async () => {
        const { performanceId } = await heldTooLong();
        return { calls: { buy: () => book("bob", performanceId, ["A2", "A3"]), sweep } };
      });
      expect(endings).to.deep.equal(["pending, done"]);
    });

    it("while a declined payment is settled: get them", async () => {
      const endings = await allEndings(async () => {
        const { performanceId, paymentIntentId } = await held();
        await pay("ann", paymentIntentId, { cvv: "122" });
        await runOut(paymentIntentId);
        return {
          calls: {
            buy: () => book("bob", performanceId, ["A2", "A3"]),
            trigger: () => deliver(paymentIntentId),
          },
        };
      });
      expect(endings).to.deep.equal(["pending, done"]);
    });
  });

  describe("two sweeps", () => {
    it("expire a booking once", async () => {
      const endings = await allEndings(async () => {
        await heldTooLong();
        return { calls: { one: sweep, two: sweep } };
      });
      expect(endings).to.deep.equal(["done, done"]);
    });
  });

  describe("an outcome that is settled twice", () => {
    for (const [outcome, cvv] of Object.entries({ SUCCESS: "121", FAILURE: "122" })) {
      it(`${outcome}: by its event, delivered twice`, async () => {
        const endings = await allEndings(async () => {
          const { paymentIntentId } = await held();
          await pay("ann", paymentIntentId, { cvv });
          return { calls: { one: () => deliver(paymentIntentId), two: () => deliver(paymentIntentId) } };
        });
        expect(endings).to.deep.equal(["done, done"]);
      });

      it(`${outcome}: by its event and the sweep`, async () => {
        const endings = await allEndings(async () => {
          const { paymentIntentId } = await held();
          await pay("ann", paymentIntentId, { cvv });
          return { calls: { event: () => deliver(paymentIntentId), sweep } };
        });
        expect(endings).to.deep.equal(["done, done"]);
      });
    }
  });

  describe("buyers of free seats", () => {
    it("who want a seat in common: one gets all of his, the other none", async () => {
      const endings = await allEndings(async () => {
        const performanceId = await openPerformance();
        return {
          calls: {
            ann: () => book("ann", performanceId, ["A1", "A2"]),
            bob: () => book("bob", performanceId, ["A2", "A3"]),
          },
        };
      });
      expect(endings).to.deep.equal(["SEAT_TAKEN, pending", "pending, SEAT_TAKEN"]);
    });

    it("who are one user: keep within the limit", async () => {
      const endings = await allEndings(async () => {
        const performanceId = await openPerformance({ maxTicketsPerUser: 3 });
        return {
          calls: {
            one: () => book("ann", performanceId, ["A1", "A2"]),
            two: () => book("ann", performanceId, ["B1", "B2"]),
          },
        };
      });
      expect(endings).to.deep.equal(["TICKET_LIMIT, pending", "pending, TICKET_LIMIT"]);
    });

    it("who sent one request twice: get one booking", async () => {
      const answers: { bookingId: string }[] = [];
      const endings = await allEndings(async () => {
        const performanceId = await openPerformance();
        const requestId = randomUUID();
        const buy = () =>
          book("ann", performanceId, ["A1", "A2"], { requestId }).then((it) => answers.push(it) && it);
        return { calls: { one: buy, two: buy } };
      });
      expect(endings).to.deep.equal(["pending, pending"]);
      expect(new Set(answers.map(({ bookingId }) => bookingId)).size).to.equal(answers.length / 2);
    });
  });
});
