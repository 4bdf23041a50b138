import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { seatKey, ticketCountKey } from "../../src/shared/ids.js";
import { Performance } from "../../src/performances/performance.js";
import {
  book,
  clearDatabase,
  endLease,
  expire,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { stateOf } from "../support/documents.js";
import { watched, type FirestoreRequest } from "../support/transport.js";
import { tell } from "../support/told.js";
import { assertSettled, assertSound, leftUndone, readDatabase } from "../support/invariants.js";
import { db, parse } from "../../src/firestore/database.js";
import { performances } from "../../src/performances/collection.js";
import { openBooking } from "../../src/bookings/domain/purchase.js";
import { priceOrder } from "../../src/bookings/domain/order.js";

describe("the sweep", () => {
  beforeEach(clearDatabase);
  // Wait for the slow payments even if a test fails, because otherwise they go on after the database is closed.
  afterEach(() => Promise.allSettled(slowPayments.splice(0)));
  after(clearDatabase);

  it("leaves alone a booking that has not expired", async () => {
    const performanceId = await openPerformance();
    const pending = await book("ann", performanceId, ["A1"]);
    await runSweep();
    expect(await stateOf(pending.bookingId)).to.equal("pending");
    await assertSound();
  });

  it("while a slow charge is under way, past the time of the lock, leaves its seats alone", async () => {
    const performanceId = await openPerformance();
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
    const { paying } = await paySlowly(paymentIntentId);
    // The lock expires, but the lease does not, because the intent is not changed.
    const past = Timestamp.fromMillis(Date.now() - 1_000);
    await db.doc(`bookings/${bookingId}`).update({ expiresAt: past });
    for (const seatId of ["A1", "A2"]) {
      await db.doc(`occupiedSeats/${seatKey(performanceId, seatId)}`).update({ lockedUntil: past });
    }
    await runSweep();
    const { details } = await refusal(book("bob", performanceId, ["A2", "A3"]));
    expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
    await runSweep();
    expect(await paying).to.include({ status: "SUCCESS" });
    await runSweep();
    await assertSettled();
    expect(await stateOf(bookingId)).to.equal("confirmed");
  });

  it("that closed a payment makes a charge that comes later fail, and the gateway's record says so", async () => {
    const performanceId = await openPerformance();
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]);
    const { paying } = await paySlowly(paymentIntentId);
    await endLease(paymentIntentId);
    await runSweep();
    await assertSettled();
    const next = await book("bob", performanceId, ["A1"]);

    const answer = await paying;
    expect(answer).to.include({ status: "FAILURE" });
    expect(answer.failure!.code).to.equal("PG_TIMEOUT");
    const { charges, ledger } = await readDatabase();
    expect(charges.get(paymentIntentId)!.failure!.code).to.equal("PG_TIMEOUT");
    expect(ledger.size).to.equal(0);
    expect(await stateOf(bookingId)).to.equal("PAYMENT_FAILED");
    expect(await stateOf(next.bookingId)).to.equal("pending");
    await assertSettled();
  });

  for (const [token, { now, later }] of Object.entries({
    tok_timeout_before_charge: { now: "GATEWAY_UNAVAILABLE", later: "PAYMENT_FAILED" },
    tok_timeout_after_charge: { now: "SUCCESS", later: "confirmed" },
  })) {
    it(`finds out what became of a payment whose gateway did not answer (${token})`, async () => {
      const performanceId = await openPerformance();
      const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]);
      expect(await tell(pay("ann", paymentIntentId, { token }))).to.equal(now);
      await runSweep(); // leaves a payment without an outcome alone: the user may try again
      await assertSound();
      if (later === "PAYMENT_FAILED") {
        expect(await stateOf(bookingId)).to.equal("pending");
        await endLease(paymentIntentId);
      }
      await runSweep();
      await assertSettled();
      expect(await stateOf(bookingId)).to.equal(later);
    });
  }

  it("lets a user whose gateway did not answer try again at once, and charges once", async () => {
    const performanceId = await openPerformance();
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    expect(await pay("ann", paymentIntentId)).to.include({ status: "SUCCESS" });
    await runSweep();
    await assertSettled();
    expect(await stateOf(bookingId)).to.equal("confirmed");
  });

  it("is not held up by malformed documents: it mends the rest", async () => {
    const performanceId = await openPerformance();
    const noIntent = await book("ann", performanceId, ["A1"]);
    const noBooking = await book("ben", performanceId, ["A2"]);
    const sound = [await book("cid", performanceId, ["A3"]), await book("dan", performanceId, ["A4"])];
    for (const { paymentIntentId } of [noIntent, noBooking, ...sound]) await expire(paymentIntentId);
    await db.doc(`paymentIntents/${noIntent.paymentIntentId}`).update({ amount: "a lot" });
    await db.doc(`bookings/${noBooking.bookingId}`).update({ seatIds: "A2" });
    await runSweep();
    for (const { bookingId } of sound) expect(await stateOf(bookingId)).to.equal("EXPIRED");
    const seats = (await db.collection("occupiedSeats").get()).docs.map((seat) => seat.get("seatId"));
    expect(seats).to.have.members(["A1", "A2"]);
  });

  it("mends more than 300 in one run, and two at once do no harm", async function () {
    this.timeout(60_000);
    const performanceId = await openPerformance();
    await runOutAtOnce(performanceId, 310);
    expect(leftUndone(await readDatabase())).to.have.length(310);
    await Promise.all([runSweep(), runSweep()]);
    await assertSettled();
    const { bookings, seats } = await readDatabase();
    expect([...bookings.values()].filter(({ cancelReason }) => cancelReason !== "EXPIRED")).to.deep.equal([]);
    expect(seats.size).to.equal(0);
  });

  it("settles outcomes whose events never came, two sweeps at once each of them once", async () => {
    const performanceId = await openPerformance();
    const users = Array.from({ length: 12 }, (_, n) => `user${n}`);
    await Promise.all(
      users.map(async (user, n) => {
        const { paymentIntentId } = await book(user, performanceId, [`A${n + 1}`]);
        await pay(user, paymentIntentId, { cvv: n % 3 === 0 ? "122" : "121" });
      }),
    );
    await Promise.all([runSweep(), runSweep()]);
    await assertSettled();
    const { seats } = await readDatabase();
    expect(seats.size).to.equal(8);
  });
});

const slowPayments: Promise<unknown>[] = [];

/** Starts a payment whose charge takes three seconds. Returns when the payment is claimed. */
async function paySlowly(paymentIntentId: string) {
  let paying: ReturnType<typeof pay> | undefined;
  await new Promise<void>((claimed) => {
    const watcher = ({ step, answered }: FirestoreRequest) => {
      if (step === "claim") void answered.then(claimed);
      return "pass" as const;
    };
    paying = watched(watcher, () => pay("ann", paymentIntentId, { token: "tok_slow" }));
  });
  slowPayments.push(paying!);
  return { paying: paying! };
}

/**
 * Gives a performance so many seats, and a booking for each of them by a user of its own. The locks have expired. The
 * documents of the bookings are those of `createBooking`, but all in one commit.
 */
async function runOutAtOnce(performanceId: string, count: number): Promise<void> {
  await db.doc(`performances/${performanceId}`).update({
    sections: [
      { section: "S", name: "Standard", price: 10, rows: [{ row: "Z", firstSeat: 1, lastSeat: count }] },
    ],
  });
  const performance = parse(Performance, await performances.doc(performanceId).withConverter(null).get());
  const batch = db.batch();
  for (let n = 1; n <= count; n++) {
    const wish = { userId: `user${n}`, performanceId, seatIds: [`Z${n}`], requestId: null } as const;
    const order = priceOrder(performance, { ...wish, paymentMethod: "CREDIT_CARD" }, new Date());
    const { booking, intent, locks } = openBooking(order, new Date(Date.now() - 600_000));
    const { bookingId, ...storedBooking } = booking;
    const { paymentIntentId, ...storedIntent } = intent;
    batch.create(db.doc(`bookings/${bookingId}`), storedBooking);
    batch.create(db.doc(`paymentIntents/${paymentIntentId}`), storedIntent);
    for (const lock of locks)
      batch.create(db.doc(`occupiedSeats/${seatKey(performanceId, lock.seatId)}`), lock);
    const count = { userId: wish.userId, performanceId, tickets: 1, updatedAt: Timestamp.now() };
    batch.create(db.doc(`ticketCounts/${ticketCountKey(performanceId, wish.userId)}`), count);
  }
  await batch.commit();
}
