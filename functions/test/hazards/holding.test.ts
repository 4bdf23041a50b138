import { expect } from "chai";
import { ticketCountKey } from "../../src/shared/ids.js";
import {
  book,
  cancel,
  claimed,
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
  UNANSWERED,
} from "../support/world.js";
import { stateOf } from "../support/documents.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { tell } from "../support/told.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { ticketCounts } from "../../src/bookings/store/collections.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

const intentOf = async (paymentIntentId: string) => (await paymentIntents.doc(paymentIntentId).get()).data()!;
const givenBackBy = async (userId: string, performanceId: string) => {
  const count = (await ticketCounts.doc(ticketCountKey(performanceId, userId)).get()).data();
  return Object.values(count?.givenBack ?? {}).reduce((sum, seats) => sum + seats, 0);
};

describe("who holds seats without paying", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("tries again as often as they like, and never moves the time at which the sweep looks", async () => {
    const { paymentIntentId } = await held(["A1"]);
    const { payBy } = await intentOf(paymentIntentId);
    for (let times = 0; times < 3; times++) {
      expect(await tell(pay("ann", paymentIntentId, UNANSWERED))).to.equal("GATEWAY_UNAVAILABLE");
      const { attempt, dueAt } = await intentOf(paymentIntentId);
      expect({ attempt, dueAt }).to.deep.equal({ attempt: null, dueAt: payBy });
    }
  });

  it("is told how the payment ended once the lock is over, and the seats are free", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await expire(paymentIntentId);
    const { status, failure } = await pay("ann", paymentIntentId, UNANSWERED);
    expect({ status, code: failure?.code }).to.deep.equal({ status: "FAILURE", code: "PG_TIMEOUT" });
    expect(await changesNothing(() => pay("ann", paymentIntentId))).to.include({ status: "FAILURE" });
    await runSweep();
    await assertSettled();
    await book("ben", performanceId, ["A1"]);
  });

  it("finds out after the lock that the card had been charged, and keeps the seats", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    await claimed(paymentIntentId, "at_dead");
    await endLease(paymentIntentId);
    await pay("ann", paymentIntentId, { token: "tok_timeout_after_charge" });
    const other = await held(["A1"]);
    await claimed(other.paymentIntentId, "at_dead");
    await expire(other.paymentIntentId);
    expect(await pay("ann", other.paymentIntentId)).to.include({ status: "FAILURE" });
    await runSweep();
    await assertSettled();
    expect(await stateOf(bookingId)).to.equal("confirmed");
    const { charges } = await readDatabase();
    expect([...charges.values()].filter(({ failure }) => failure === null)).to.have.length(1);
  });

  it("waits, after the lock, for a call whose lease still runs: nothing is claimed and nothing moved", async () => {
    const { paymentIntentId } = await held(["A1"]);
    await claimed(paymentIntentId, "at_other");
    await paymentIntents.doc(paymentIntentId).update({ payBy: new Date(Date.now() - 1_000) });
    const told = await changesNothing(() => tell(pay("ann", paymentIntentId)));
    expect(told).to.equal("PAYMENT_IN_PROGRESS");
  });

  describe("gives them back, which is counted however that comes about:", () => {
    const ways: Record<
      string,
      (made: Awaited<ReturnType<typeof book>>, performanceId: string) => Promise<unknown>
    > = {
      "the user cancels": ({ bookingId }) => cancel("ann", bookingId),
      "the sweep expires": ({ paymentIntentId }) => expire(paymentIntentId).then(runSweep),
      "another buyer takes over": ({ paymentIntentId }, performanceId) =>
        expire(paymentIntentId).then(() => book("ben", performanceId, ["A1"])),
      "the user books the same seats again": ({ paymentIntentId }, performanceId) =>
        expire(paymentIntentId).then(() => book("ann", performanceId, ["A1", "A2"])),
      "the user books others under the limit": ({ paymentIntentId }, performanceId) =>
        expire(paymentIntentId).then(() => book("ann", performanceId, ["B1", "B2", "B3"])),
      "the card is declined": async ({ paymentIntentId }) => {
        await pay("ann", paymentIntentId, DECLINED);
        await deliver(paymentIntentId);
      },
      "the card is declined and the sweep settles": async ({ paymentIntentId }) => {
        await pay("ann", paymentIntentId, DECLINED);
        await runSweep();
      },
      "a payment is closed by its user's cancel": async ({ bookingId, paymentIntentId }) => {
        await refusal(pay("ann", paymentIntentId, UNANSWERED));
        await cancel("ann", bookingId);
      },
    };
    for (const [way, giveBack] of Object.entries(ways)) {
      it(way, async () => {
        const performanceId = await openPerformance({ maxTicketsPerUser: 4 });
        const made = await book("ann", performanceId, ["A1", "A2"]);
        await giveBack(made, performanceId);
        await assertSound();
        expect(await givenBackBy("ann", performanceId)).to.equal(2);
      });
    }

    it("but not what was paid for", async () => {
      const performanceId = await openPerformance();
      const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      expect(await givenBackBy("ann", performanceId)).to.equal(0);
    });
  });

  it("is refused after twice the limit, here and nowhere else, and nobody else is", async () => {
    const performanceId = await openPerformance({ maxTicketsPerUser: 2 });
    for (let times = 0; times < 3; times++) {
      const { bookingId } = await book("ann", performanceId, ["A1", "A2"]);
      await cancel("ann", bookingId);
    }
    const { code, details } = await refused(() => book("ann", performanceId, ["A1"]));
    expect(code).to.equal("resource-exhausted");
    expect(details.reason).to.equal("TOO_MANY_ATTEMPTS");
    const wait = Date.parse(String(details["retryAt"])) - Date.now();
    expect(wait).to.be.within(29 * 60_000, 45 * 60_000);
    await book("ben", performanceId, ["A1"]);
    await book("ann", await openPerformance({ maxTicketsPerUser: 2 }), ["A1"]);
  });

  it("tries fifty cards on one seat no more", async () => {
    const performanceId = await openPerformance();
    let tried = 0;
    let told = "pending";
    while (told === "pending" && tried < 50) {
      const booking = book("ann", performanceId, ["A1"]);
      tried++;
      told = await tell(booking);
      if (told === "pending") await pay("ann", (await booking).paymentIntentId, DECLINED);
    }
    expect({ told, tried }).to.deep.equal({ told: "TOO_MANY_ATTEMPTS", tried: 23 });
  });

  it("books again at once after a decline, the same seats or others under the limit, its event still to come", async () => {
    const performanceId = await openPerformance({ maxTicketsPerUser: 2 });
    const first = await book("ann", performanceId, ["A1", "A2"]);
    await pay("ann", first.paymentIntentId, DECLINED);
    const second = await book("ann", performanceId, ["A2", "A3"]);
    await pay("ann", second.paymentIntentId, DECLINED);
    const third = await book("ann", performanceId, ["B1", "B2"]);
    expect(third.status).to.equal("pending");
    await assertSound();
    // The late events find the bookings settled and change nothing. The sweep then takes the payments off its list.
    for (const { paymentIntentId } of [first, second]) await deliver(paymentIntentId);
    await runSweep();
    await assertSound();
    expect((await intentOf(first.paymentIntentId)).dueAt).to.be.null;
    await book("ben", performanceId, ["A1", "A2"]);
  });
});
