import { expect } from "chai";
import { ticketCountKey } from "../../src/shared/ids.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  call,
  claimed,
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
import { bookings, ticketCounts } from "../../src/bookings/store/collections.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

const NEVER = { token: "tok_timeout_before_charge" };
const intentOf = async (paymentIntentId: string) => (await paymentIntents.doc(paymentIntentId).get()).data()!;
const reasonOf = async (answer: Promise<unknown>) => (await refusal(answer)).details.reason;
const givenBackBy = async (userId: string, performanceId: string) => {
  const count = (await ticketCounts.doc(ticketCountKey(performanceId, userId)).get()).data();
  return Object.values(count?.givenBack ?? {}).reduce((sum, seats) => sum + seats, 0);
};

describe("who holds seats without paying", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("tries again as often as they like, and never moves the time at which the sweep looks", async () => {
    const { paymentIntentId } = await book("ann", await openPerformance(), ["A1"]);
    const { payBy } = await intentOf(paymentIntentId);
    for (let times = 0; times < 3; times++) {
      expect(await reasonOf(pay("ann", paymentIntentId, NEVER))).to.equal("GATEWAY_UNAVAILABLE");
      const { attempt, dueAt } = await intentOf(paymentIntentId);
      expect({ attempt, dueAt }).to.deep.equal({ attempt: null, dueAt: payBy });
    }
  });

  it("is told how the payment ended once the lock is over, and the seats are free", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await refusal(pay("ann", paymentIntentId, NEVER));
    await runOut(paymentIntentId);
    const { status, failure } = await pay("ann", paymentIntentId, NEVER);
    expect([status, failure?.code]).to.deep.equal(["FAILURE", "PG_TIMEOUT"]);
    expect(await changesNothing(() => pay("ann", paymentIntentId))).to.include({ status: "FAILURE" });
    await sweep();
    await assertSettled();
    await book("ben", performanceId, ["A1"]);
  });

  it("finds out after the lock that the card had been charged, and keeps the seats", async () => {
    const { bookingId, paymentIntentId } = await book("ann", await openPerformance(), ["A1"]);
    await claimed(paymentIntentId, "at_dead");
    await endLease(paymentIntentId);
    await pay("ann", paymentIntentId, { token: "tok_timeout_after_charge" });
    const other = await book("ann", await openPerformance(), ["A1"]);
    await claimed(other.paymentIntentId, "at_dead");
    await runOut(other.paymentIntentId);
    expect(await pay("ann", other.paymentIntentId)).to.include({ status: "FAILURE" });
    await sweep();
    await assertSettled();
    expect((await bookings.doc(bookingId).get()).get("status")).to.equal("confirmed");
    const { charges } = await readDatabase();
    expect([...charges.values()].filter(({ failure }) => failure === null)).to.have.length(1);
  });

  it("waits, after the lock, for a call whose lease still runs: nothing is claimed and nothing moved", async () => {
    const { paymentIntentId } = await book("ann", await openPerformance(), ["A1"]);
    await claimed(paymentIntentId, "at_other");
    await paymentIntents.doc(paymentIntentId).update({ payBy: new Date(Date.now() - 1_000) });
    const reason = await changesNothing(() => reasonOf(pay("ann", paymentIntentId)));
    expect(reason).to.equal("PAYMENT_IN_PROGRESS");
  });

  describe("gives them back, which is counted however that comes about:", () => {
    const ways: Record<
      string,
      (made: Awaited<ReturnType<typeof book>>, performanceId: string) => Promise<unknown>
    > = {
      "the user cancels": ({ bookingId }) => call(functions.cancelBooking, "ann", { bookingId }),
      "the sweep expires": ({ paymentIntentId }) => runOut(paymentIntentId).then(sweep),
      "another buyer takes over": ({ paymentIntentId }, performanceId) =>
        runOut(paymentIntentId).then(() => book("ben", performanceId, ["A1"])),
      "the user books the same seats again": ({ paymentIntentId }, performanceId) =>
        runOut(paymentIntentId).then(() => book("ann", performanceId, ["A1", "A2"])),
      "the user books others under the limit": ({ paymentIntentId }, performanceId) =>
        runOut(paymentIntentId).then(() => book("ann", performanceId, ["B1", "B2", "B3"])),
      "the card is declined": async ({ paymentIntentId }) => {
        await pay("ann", paymentIntentId, { cvv: "122" });
        await deliver(paymentIntentId);
      },
      "the card is declined and the sweep settles": async ({ paymentIntentId }) => {
        await pay("ann", paymentIntentId, { cvv: "122" });
        await sweep();
      },
      "a payment is closed by its user's cancel": async ({ bookingId, paymentIntentId }) => {
        await refusal(pay("ann", paymentIntentId, NEVER));
        await call(functions.cancelBooking, "ann", { bookingId });
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
      await call(functions.cancelBooking, "ann", { bookingId });
    }
    const { code, details } = await changesNothing(() => refusal(book("ann", performanceId, ["A1"])));
    expect([code, details.reason]).to.deep.equal(["resource-exhausted", "TOO_MANY_ATTEMPTS"]);
    const wait = Date.parse(String(details["retryAt"])) - Date.now();
    expect(wait).to.be.within(29 * 60_000, 45 * 60_000);
    await book("ben", performanceId, ["A1"]);
    await book("ann", await openPerformance({ maxTicketsPerUser: 2 }), ["A1"]);
  });

  it("tries fifty cards on one seat no more", async () => {
    const performanceId = await openPerformance();
    let tried = 0;
    let reason: string | undefined;
    for (; tried < 50 && reason === undefined; tried++) {
      const answer = await book("ann", performanceId, ["A1"]).catch((error: unknown) => error);
      if (answer instanceof Error)
        reason = (answer as unknown as { details: { reason: string } }).details.reason;
      else await pay("ann", (answer as { paymentIntentId: string }).paymentIntentId, { cvv: "122" });
    }
    expect([reason, tried]).to.deep.equal(["TOO_MANY_ATTEMPTS", 23]);
  });

  it("books again at once after a decline, the same seats or others under the limit, its event still to come", async () => {
    const performanceId = await openPerformance({ maxTicketsPerUser: 2 });
    const first = await book("ann", performanceId, ["A1", "A2"]);
    await pay("ann", first.paymentIntentId, { cvv: "122" });
    const second = await book("ann", performanceId, ["A2", "A3"]);
    await pay("ann", second.paymentIntentId, { cvv: "122" });
    const third = await book("ann", performanceId, ["B1", "B2"]);
    expect(third.status).to.equal("pending");
    await assertSound();
    // The late events find the bookings settled and change nothing. The sweep then takes the payments off its list.
    for (const { paymentIntentId } of [first, second]) await deliver(paymentIntentId);
    await sweep();
    await assertSound();
    expect((await intentOf(first.paymentIntentId)).dueAt).to.be.null;
    await book("ben", performanceId, ["A1", "A2"]);
  });
});
