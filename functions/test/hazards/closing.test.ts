import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import {
  cancel,
  claimed,
  clearDatabase,
  deliver,
  endLease,
  held,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { dieAfter } from "../support/faults.js";
import { requestsOf, watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import { everyInterleaving, type Ending } from "../support/interleavings.js";
import { assertSettled, readDatabase } from "../support/invariants.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

/** Makes a booking with a payment that has no outcome yet. The call that tried to pay has given its claim back. */
async function unresolved() {
  const made = await held();
  await refusal(pay("ann", made.paymentIntentId, UNANSWERED));
  return made;
}

describe("the cancel of a booking whose payment nobody charges any more", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("closes the payment and cancels the booking in one commit, and may be repeated", async () => {
    const { bookingId, paymentIntentId } = await unresolved();
    const commits = (await requestsOf(() => cancel("ann", bookingId))).filter(({ isCommit }) => isCommit);
    expect(commits.map(({ step }) => step)).to.deep.equal(["charge", "release"]);
    expect(commits.find(({ step }) => step === "release")!.collections).to.have.all.keys(
      "bookings",
      "occupiedSeats",
      "paymentIntents",
      "ticketCounts",
    );
    const { bookings, intents, seats } = await readDatabase();
    expect(bookings.get(bookingId)).to.include({ status: "cancelled", cancelReason: "USER" });
    expect(intents.get(paymentIntentId)).to.include({ status: "FAILURE" });
    expect(seats.size).to.equal(0);
    const again = await changesNothing(() => cancel("ann", bookingId));
    expect(again).to.deep.equal({
      bookingId,
      status: "cancelled",
      cancelReason: "USER",
      refund: null,
      cancelledSeats: [],
    });
    await deliver(paymentIntentId);
    await runSweep();
    await assertSettled();
    // The sweep looks once more, because a charge may be captured late.
    const { dueAt, closedAt } = (await paymentIntents.doc(paymentIntentId).get()).data()!;
    expect(dueAt!.getTime() - closedAt!.getTime()).to.equal(10 * 60_000);
  });

  it("finds that the card had been charged, records it and refuses", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    await dieAfter("charge", () => pay("ann", paymentIntentId));
    await endLease(paymentIntentId);
    for (let times = 0; times < 2; times++) {
      const { details } = await refusal(cancel("ann", bookingId));
      expect(details).to.deep.equal({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    }
    await runSweep();
    await assertSettled();
  });

  it("writes nothing where the gateway does not say", async () => {
    const { bookingId } = await unresolved();
    const silent = ({ collections }: FirestoreRequest): Fate =>
      collections.has("simulatedCharges") ? { refuse: status.PERMISSION_DENIED } : "pass";
    const { code, details } = await changesNothing(() =>
      watched(silent, () => refusal(cancel("ann", bookingId))),
    );
    expect([code, details.reason]).to.deep.equal(["unavailable", "PAYMENT_OUTCOME_UNKNOWN"]);
  });

  it("waits for a call that is charging", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    await claimed(paymentIntentId, "at_other");
    const { details } = await refused(() => cancel("ann", bookingId));
    expect(details.reason).to.equal("PAYMENT_IN_PROGRESS");
  });

  type Other = (made: Awaited<ReturnType<typeof unresolved>>) => Promise<unknown>;
  const others: Record<string, { other: Other; endings: Ending[] }> = {
    "another try to pay": {
      other: ({ paymentIntentId }) => pay("ann", paymentIntentId),
      endings: [
        { cancel: "cancelled", other: "FAILURE" },
        { cancel: "BOOKING_NOT_PENDING", other: "FAILURE" },
        { cancel: "PAYMENT_IN_PROGRESS", other: "FAILURE" },
        { cancel: "BOOKING_NOT_PENDING", other: "SUCCESS" },
        { cancel: "PAYMENT_IN_PROGRESS", other: "SUCCESS" },
      ],
    },
    "the sweep": {
      other: runSweep,
      endings: [
        { cancel: "cancelled", other: "done" },
        { cancel: "BOOKING_NOT_PENDING", other: "done" },
      ],
    },
    "another cancel": {
      other: ({ bookingId }) => cancel("ann", bookingId),
      endings: [{ cancel: "cancelled", other: "cancelled" }],
    },
  };
  for (const [what, { other, endings }] of Object.entries(others)) {
    it(`meets ${what} in every order: one ending, and never a charge for a cancelled booking`, async function () {
      this.timeout(120_000);
      const seen = await everyInterleaving(async () => {
        const made = await unresolved();
        if (what === "the sweep") await endLease(made.paymentIntentId);
        return { calls: { cancel: () => cancel("ann", made.bookingId), other: () => other(made) } };
      });
      expect(seen).to.have.deep.members(endings);
    });
  }
});
