import "../../src/setup.js";
import { Timestamp, type DocumentData } from "firebase-admin/firestore";
import type { CallableFunction, CallableRequest } from "firebase-functions/https";
import firebaseFunctionsTest from "firebase-functions-test";
import * as functions from "../../src/index.js";
import { LOCK_MS } from "../../src/bookings/domain/booking.js";
import { bookingIdOf, seatKey } from "../../src/shared/ids.js";
import { claimIntent } from "../../src/payments/store/claimIntent.js";
import type { IntentAsWritten } from "../../src/payments/store/recordOutcome.js";
import { bookings, occupiedSeats } from "../../src/bookings/store/collections.js";
import { db, getAll } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

const PROJECT = process.env["GCLOUD_PROJECT"]!;
const { wrap, makeChange, firestore } = firebaseFunctionsTest({ projectId: PROJECT });

/** The error of a refused call. */
export interface Refused {
  code: string;
  details: { reason?: string; issues?: { field: string; message: string }[]; [key: string]: unknown };
  message: string;
}

/** Calls a callable as a user, or without sign-in if `userId` is null. */
export function call<A>(
  callable: CallableFunction<unknown, Promise<A>>,
  userId: string | null,
  data: unknown,
) {
  const auth = userId === null ? undefined : { uid: userId, token: { uid: userId }, rawToken: "" };
  return wrap(callable)({ data, auth } as unknown as CallableRequest<unknown>) as Promise<A>;
}

/** Returns the error of a call that must be refused. */
export async function refusal(answer: Promise<unknown>): Promise<Refused> {
  try {
    await answer;
  } catch (error) {
    return error as Refused;
  }
  throw new Error("was not refused");
}

let performanceNumber = 0;

/**
 * Puts a new performance on sale: rows A and B at 150,000 won, row C at 70,000 won, seats 1 to 20 each.
 * @returns its id, which is new in each call.
 */
export async function openPerformance(overrides: DocumentData = {}): Promise<string> {
  const performanceId = `perf_${process.pid}_${++performanceNumber}`;
  const hours = (count: number) => Timestamp.fromMillis(Date.now() + count * 3_600_000);
  const rows = (...names: string[]) => names.map((row) => ({ row, firstSeat: 1, lastSeat: 20 }));
  await db.doc(`performances/${performanceId}`).set({
    title: "Swan Lake",
    venue: "Arts Center",
    startsAt: hours(48),
    currency: "KRW",
    salesOpenAt: hours(-1),
    salesCloseAt: hours(24),
    sections: [
      { section: "VIP", name: "VIP", price: 150_000, rows: rows("A", "B") },
      { section: "S", name: "Standard", price: 70_000, rows: rows("C") },
    ],
    ...overrides,
  });
  return performanceId;
}

/** Books seats by credit card. */
export function book(userId: string, performanceId: string, seatIds: string[], extra: object = {}) {
  return call(functions.createBooking, userId, {
    performanceId,
    seatIds,
    paymentMethod: "CREDIT_CARD",
    ...extra,
  });
}

/** Puts a performance on sale and books seats of it for Ann. */
export async function held(seatIds = ["A1", "A2"]) {
  const performanceId = await openPerformance();
  return { performanceId, ...(await book("ann", performanceId, seatIds)) };
}

export function cancel(userId: string, bookingId: string) {
  return call(functions.cancelBooking, userId, { bookingId });
}

/** The CVV of a card that is declined. */
export const DECLINED = { cvv: "122" };

/** The token of a card that is not charged, and for which the gateway gives no answer. */
export const UNANSWERED = { token: "tok_timeout_before_charge" };

/** Pays with a card. The default card is accepted. */
export function pay(userId: string, paymentIntentId: string, { cvv = "121", token = "tok_visa" } = {}) {
  return call(functions.executePayment, userId, { paymentIntentId, paymentMethodToken: token, cvv });
}

/** Claims a payment of user ann for an attempt. */
export async function claimed(paymentIntentId: string, attemptId: string): Promise<IntentAsWritten> {
  const caller = { userId: "ann", attemptId, chooseGateway: () => "simulated" };
  const claim = await claimIntent(paymentIntentId, caller);
  if (claim.state !== "claimed") throw new Error(`the payment is ${claim.state}`);
  return claim;
}

/** Runs the sweep of payments once. */
export async function runSweep(): Promise<void> {
  await functions.sweepExpiredLocks.run({ scheduleTime: new Date().toISOString() });
}

/**
 * Makes the event that the platform delivers when an intent changes from status `from` to its present state.
 * @returns a function that delivers the event each time it is called.
 */
export async function eventOf(paymentIntentId: string, from = "PROCESSING"): Promise<() => Promise<void>> {
  const after = await db.doc(`paymentIntents/${paymentIntentId}`).get();
  const before = firestore.makeDocumentSnapshot({ ...after.data(), status: from }, after.ref.path);
  const event = { data: makeChange(before, after), params: { paymentIntentId } };
  return () => (wrap(functions.onPaymentIntentUpdated) as (event: object) => Promise<void>)(event);
}

/**
 * Makes a change of a booking, and the event that the platform delivers for it.
 * @returns a function that delivers the event each time it is called.
 */
export async function bookingEvent(
  bookingId: string,
  change: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const ref = db.doc(`bookings/${bookingId}`);
  const before = await ref.get();
  await change();
  const event = { data: makeChange(before, await ref.get()), params: { bookingId } };
  return () => (wrap(functions.onBookingWritten) as (event: object) => Promise<void>)(event);
}

/** Makes the event of an intent's change, as `eventOf` does, and delivers it at once. */
export async function deliver(paymentIntentId: string, from?: string): Promise<void> {
  await (
    await eventOf(paymentIntentId, from)
  )();
}

/**
 * Moves a purchase back in time, so that its lock ends in `inMs` milliseconds. Its booking, intent and locks are
 * created again in one commit, so that they share one update time.
 */
export async function expire(paymentIntentId: string, inMs = -1_000): Promise<void> {
  const end = Timestamp.fromMillis(Date.now() + inMs);
  const bookingId = bookingIdOf(paymentIntentId);
  const { performanceId, seatIds } = (await bookings.doc(bookingId).get()).data()!;
  const seats = await getAll(seatIds.map((seatId) => occupiedSeats.doc(seatKey(performanceId, seatId))));
  const createdAt = Timestamp.fromMillis(end.toMillis() - LOCK_MS);
  const changes = new Map<string, DocumentData>([
    [`bookings/${bookingId}`, { createdAt, expiresAt: end }],
    [`paymentIntents/${paymentIntentId}`, { createdAt, payBy: end, dueAt: end }],
  ]);
  for (const seat of seats) {
    if (seat.data()?.bookingId === bookingId) changes.set(seat.ref.path, { lockedUntil: end });
  }
  const stored = await db.getAll(...[...changes.keys()].map((path) => db.doc(path)));
  const batch = db.batch();
  for (const { ref, data } of stored.map((snapshot) => ({ ref: snapshot.ref, data: snapshot.data()! }))) {
    batch.delete(ref).create(ref, { ...data, ...changes.get(ref.path) });
  }
  await batch.commit();
}

/** Makes a payment due for the sweep, as if its lease had expired. */
export async function endLease(paymentIntentId: string): Promise<void> {
  await paymentIntents.doc(paymentIntentId).update({ dueAt: Timestamp.fromMillis(Date.now() - 1_000) });
}

export async function clearDatabase(): Promise<void> {
  const host = process.env["FIRESTORE_EMULATOR_HOST"]!;
  const documents = `http://${host}/emulator/v1/projects/${PROJECT}/databases/(default)/documents`;
  const { ok, status } = await fetch(documents, { method: "DELETE" });
  if (!ok) throw new Error(`the database was not emptied: ${status}`);
}

export { functions };
