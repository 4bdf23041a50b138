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

/** What a callable said: its answer, or the error it threw. */
export interface Refused {
  code: string;
  details: { reason?: string; issues?: { field: string; message: string }[]; [key: string]: unknown };
  message: string;
}

/** Calls a callable as a user, or as nobody. @throws the HttpsError that the callable throws. */
export function call<A>(
  callable: CallableFunction<unknown, Promise<A>>,
  userId: string | null,
  data: unknown,
) {
  const auth = userId === null ? undefined : { uid: userId, token: { uid: userId }, rawToken: "" };
  return wrap(callable)({ data, auth } as unknown as CallableRequest<unknown>) as Promise<A>;
}

/** The error of a call that must be refused. */
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
 * Puts a performance on sale and answers its id, a new one each time, so that tests do not meet. Rows A and B at
 * 150,000 won, C at 70,000, seats 1 to 20 each.
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

/** Pays with a card; by default one that goes through. */
export function pay(userId: string, paymentIntentId: string, { cvv = "121", token = "tok_visa" } = {}) {
  return call(functions.executePayment, userId, { paymentIntentId, paymentMethodToken: token, cvv });
}

/** Claims ann's payment, as a call does before it charges. */
export async function claimed(paymentIntentId: string, attemptId: string): Promise<IntentAsWritten> {
  const caller = { userId: "ann", attemptId, assertPayable: () => undefined };
  const claim = await claimIntent(paymentIntentId, caller);
  if (claim.state !== "claimed") throw new Error(`the payment is ${claim.state}`);
  return claim;
}

/** Runs the sweep once. */
export async function sweep(): Promise<void> {
  await functions.sweepExpiredLocks.run({ scheduleTime: new Date().toISOString() });
}

/**
 * The event of an intent's change from one status to what is stored now, as the platform would deliver it.
 * @returns delivers it: as often as it is called, and however late.
 */
export async function eventOf(paymentIntentId: string, from = "PROCESSING"): Promise<() => Promise<void>> {
  const after = await db.doc(`paymentIntents/${paymentIntentId}`).get();
  const before = firestore.makeDocumentSnapshot({ ...after.data(), status: from }, after.ref.path);
  const event = { data: makeChange(before, after), params: { paymentIntentId } };
  return () => (wrap(functions.onPaymentIntentUpdated) as (event: object) => Promise<void>)(event);
}

/** Delivers such an event at once. */
export async function deliver(paymentIntentId: string, from?: string): Promise<void> {
  await (
    await eventOf(paymentIntentId, from)
  )();
}

/**
 * Winds a purchase back until its time is up, or will be in so many milliseconds: five minutes pass, for it alone. It is
 * made anew in one commit, so that its documents have one update time, as those of a purchase that waited.
 */
export async function runOut(paymentIntentId: string, inMs = -1_000): Promise<void> {
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

/** Winds a claimed payment back until its lease is up: whoever claimed it is dead by then. */
export async function endLease(paymentIntentId: string): Promise<void> {
  await paymentIntents.doc(paymentIntentId).update({ dueAt: Timestamp.fromMillis(Date.now() - 1_000) });
}

/** Empties the database, for a test that looks at all of it. */
export async function clearDatabase(): Promise<void> {
  const host = process.env["FIRESTORE_EMULATOR_HOST"]!;
  const documents = `http://${host}/emulator/v1/projects/${PROJECT}/databases/(default)/documents`;
  const { ok, status } = await fetch(documents, { method: "DELETE" });
  if (!ok) throw new Error(`the database was not emptied: ${status}`);
}

/** Every document there is, by path, as stored: to show what a call changed, or that it changed nothing. */
export async function everything(): Promise<Record<string, DocumentData>> {
  const collections = await db.listCollections();
  const found = await Promise.all(collections.map(async (collection) => (await collection.get()).docs));
  return Object.fromEntries(found.flat().map((document) => [document.ref.path, document.data()]));
}

export { functions };
