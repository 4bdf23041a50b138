import { expect } from "chai";
import { paymentIntentIdOf } from "../../src/shared/ids.js";
import { everyInterleaving } from "../support/interleavings.js";
import { assertSettled, readDatabase } from "../support/invariants.js";
import { requestsOf, watched, type Fate, type FirestoreRequest } from "../support/transport.js";
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
  sweep,
} from "../support/world.js";
import { db } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

/** Makes a booking with a payment that has no outcome yet. The call that tried to pay has given its claim back. */
async function unresolved() {
  const made = await book("ann", await openPerformance(), ["A1", "A2"]);
  await refusal(pay("ann", made.paymentIntentId, { token: "tok_timeout_before_charge" }));
  return made;
}

const cancel = (bookingId: string) => call(functions.cancelBooking, "ann", { bookingId });
const told = (ended: PromiseSettledResult<unknown>) =>
  ended.status === "fulfilled"
    ? ((ended.value as { status?: string } | undefined)?.status ?? "done")
    : (ended.reason as { details?: { reason?: string } }).details?.reason;

describe("the cancel of a booking whose payment nobody charges any more", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("closes the payment and cancels the booking in one commit, and may be repeated", async () => {
    const { bookingId, paymentIntentId } = await unresolved();
    const commits = (await requestsOf(() => cancel(bookingId))).filter(
      ({ method, collections }) => method === "Commit" && !collections.has("simulatedCharges"),
    );
    expect(commits.map(({ collections }) => [...collections].sort())).to.deep.equal([
      ["bookings", "occupiedSeats", "paymentIntents", "ticketCounts"],
    ]);
    const { bookings, intents, seats } = await readDatabase();
    expect(bookings.get(bookingId)).to.include({ status: "cancelled", cancelReason: "USER" });
    expect(intents.get(paymentIntentId)).to.include({ status: "FAILURE" });
    expect(seats.size).to.equal(0);
    const again = await changesNothing(() => cancel(bookingId));
    expect(again).to.deep.equal({ bookingId, status: "cancelled", cancelReason: "USER" });
    await deliver(paymentIntentId);
    await sweep();
    await assertSettled();
    expect((await paymentIntents.doc(paymentIntentId).get()).get("dueAt")).to.be.null;
  });

  it("finds that the card had been charged, records it and refuses", async () => {
    const { bookingId, paymentIntentId } = await book("ann", await openPerformance(), ["A1"]);
    const lost = (request: FirestoreRequest): Fate =>
      request.method === "Commit" && request.collections.has("ledgerEntries") ? "stop" : "pass";
    void watched(lost, () => pay("ann", paymentIntentId)).catch(() => undefined);
    const isCharged = () => db.doc(`simulatedCharges/${paymentIntentId}`).get();
    while (!(await isCharged()).exists);
    await endLease(paymentIntentId);
    for (let times = 0; times < 2; times++) {
      const { details } = await refusal(cancel(bookingId));
      expect(details).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    }
    await sweep();
    await assertSettled();
  });

  it("writes nothing where the gateway does not say", async () => {
    const { bookingId } = await unresolved();
    const silent = ({ collections }: FirestoreRequest): Fate =>
      collections.has("simulatedCharges") ? { refuse: 7 } : "pass";
    const { code, details } = await changesNothing(() => watched(silent, () => refusal(cancel(bookingId))));
    expect([code, details.reason]).to.deep.equal(["unavailable", "PAYMENT_OUTCOME_UNKNOWN"]);
  });

  it("waits for a call that is charging", async () => {
    const { bookingId, paymentIntentId } = await book("ann", await openPerformance(), ["A1"]);
    await claimed(paymentIntentId, "at_other");
    const { details } = await changesNothing(() => refusal(cancel(bookingId)));
    expect(details.reason).to.equal("PAYMENT_IN_PROGRESS");
  });

  const others: Record<
    string,
    (made: { bookingId: string; paymentIntentId: string }) => () => Promise<unknown>
  > = {
    "another try to pay":
      ({ paymentIntentId }) =>
      () =>
        pay("ann", paymentIntentId),
    "the sweep": ({ paymentIntentId }) => {
      void paymentIntentId;
      return sweep;
    },
    "another cancel":
      ({ bookingId }) =>
      () =>
        cancel(bookingId),
  };
  for (const [what, other] of Object.entries(others)) {
    it(`meets ${what} in every order: one ending, and never a charge for a cancelled booking`, async function () {
      this.timeout(120_000);
      const seen = new Set<string>();
      await everyInterleaving(async () => {
        await clearDatabase();
        const made = await unresolved();
        if (what === "the sweep")
          await paymentIntents.doc(paymentIntentIdOf(made.bookingId)).update({ dueAt: new Date() });
        return {
          calls: { cancel: () => cancel(made.bookingId), other: other(made) },
          async check(ended) {
            seen.add(Object.values(ended).map(told).join(", "));
            await sweep();
            await sweep();
            await assertSettled();
          },
        };
      });
      expect(
        [...seen].every((ending) => !/undefined|internal/.test(ending)),
        [...seen].join("; "),
      ).to.be.true;
      expect([...seen].some((ending) => ending.startsWith("cancelled"))).to.be.true;
    });
  }
});
