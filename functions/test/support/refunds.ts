import { Timestamp, type DocumentData } from "firebase-admin/firestore";
import type { CancelBookingAnswer } from "../../src/bookings/cancelBooking.js";
import type { paidByHand, Refund, RefundStatus, retryRefund } from "../../src/payments/domain/refund.js";
import { reviewIdOf, type ReviewKind } from "../../src/payments/domain/review.js";
import { refunds, reviews } from "../../src/payments/store/collections.js";
import { book as bookMovement } from "../../src/payments/store/promiseRefund.js";
import { simulatedGateway } from "../../src/payments/gateways/simulated/simulated.js";
import { db } from "../../src/firestore/database.js";
import { refundIdOf, refundNumberOf } from "../../src/shared/ids.js";
import { ledgerOf } from "./documents.js";
import { assertSettled } from "./invariants.js";
import { KOREAN_STANDARD } from "./purchases.js";
import { book, call, deliver, functions, openPerformance, pay, runSweep } from "./world.js";

/** A purchase of user ann, and the id of its n-th refund. */
export interface Bought {
  performanceId: string;
  bookingId: string;
  paymentIntentId: string;
  refundId: (number?: number) => string;
}

/**
 * Books seats as ann and pays for them. The default performance begins in 48 hours, when the Korean standard keeps 30
 * percent of the price.
 */
export async function paid(
  seatIds: string[],
  { token = "tok_visa", performance = {} }: { token?: string; performance?: DocumentData } = {},
): Promise<Bought> {
  const performanceId = await openPerformance({ refundPolicy: KOREAN_STANDARD, ...performance });
  const { bookingId, paymentIntentId } = await book("ann", performanceId, seatIds);
  await pay("ann", paymentIntentId, { token });
  const refundId = (number = 1) => refundIdOf(paymentIntentId, number);
  return { performanceId, bookingId, paymentIntentId, refundId };
}

/** Does the same as `paid`, and delivers the event that confirms the booking. */
export async function bought(...wish: Parameters<typeof paid>): Promise<Bought> {
  const made = await paid(...wish);
  await deliver(made.paymentIntentId);
  return made;
}

/** Quotes, as ann, the refund of a booking or of some of its seats. */
export const quoted = (bookingId: string, seatIds?: string[]) =>
  call(functions.quoteRefund, "ann", { bookingId, seatIds });

/** Cancels a booking or some of its seats, as ann. */
export const cancel = (
  bookingId: string,
  wish: { expectedRefund?: number | null; seatIds?: string[] | null } = {},
): Promise<CancelBookingAnswer> => call(functions.cancelBooking, "ann", { bookingId, ...wish });

/** Cancels as ann, for the refund that a quote names. */
export async function giveBack(bookingId: string, seatIds?: string[]): Promise<CancelBookingAnswer> {
  const { refundAmount: expectedRefund } = await quoted(bookingId, seatIds);
  return cancel(bookingId, { expectedRefund, ...(seatIds && { seatIds }) });
}

/** Buys two seats at 150,000 won each with a payment token, and gives the first of them back for 105,000 won. */
export async function promised(token?: string): Promise<Bought> {
  const made = await bought(["A1", "A2"], { token });
  await giveBack(made.bookingId, ["A1"]);
  return made;
}

/** Sets the start of a booking's performance, on the booking and on the performance. */
export async function startAt(
  { bookingId, performanceId }: Pick<Bought, "bookingId" | "performanceId">,
  start: Date,
): Promise<void> {
  const time = Timestamp.fromDate(start);
  await db.doc(`bookings/${bookingId}`).update({ performanceStartsAt: time });
  await db.doc(`performances/${performanceId}`).update({ startsAt: time });
}

export async function sweepRefunds(): Promise<void> {
  await functions.sweepRefunds.run({ scheduleTime: new Date().toISOString() });
}

/** Runs both sweeps and then `assertSettled`. */
export async function endsWell(): Promise<void> {
  await runSweep();
  await sweepRefunds();
  await assertSettled();
}

/** Reads a refund. @throws Error if it does not exist. */
export async function refundOf(refundId: string): Promise<Refund> {
  const refund = (await refunds.doc(refundId).get()).data();
  if (refund === undefined) throw new Error(`there is no refund ${refundId}`);
  return refund;
}

export async function statusOf(refundId: string): Promise<RefundStatus> {
  return (await refundOf(refundId)).status;
}

/** Returns in how many minutes a refund is due, or null if its `dueAt` is null. */
export async function dueIn(refundId: string): Promise<number | null> {
  const { dueAt } = await refundOf(refundId);
  return dueAt && Math.round((dueAt.getTime() - Date.now()) / 60_000);
}

/** Returns a payment's movements in the ledger for refunds that were paid or came back, such as "refunded1r1". */
export async function booked(paymentIntentId: string): Promise<string[]> {
  const movements = Object.keys(await ledgerOf(paymentIntentId));
  return movements.filter((name) => /^(refunded|returned)/.test(name)).sort();
}

/**
 * Moves a refund and the gateway's record of its payment's refunds back in time. `dueAt` moves by ten seconds more, for
 * the time that a sweep takes.
 */
export async function letPass(refundId: string, milliseconds: number): Promise<void> {
  const { paymentIntentId } = await refundOf(refundId);
  await older(`refunds/${refundId}`, ["roundSince", "doneAt"], milliseconds);
  await older(`refunds/${refundId}`, ["dueAt"], milliseconds + 10_000);
  await older(`simulatedRefunds/${paymentIntentId}`, ["refunds"], milliseconds);
}

/** Moves a refund back in time, as `letPass` does, and runs the sweep of refunds. */
export async function sweepAfter(refundId: string, milliseconds: number): Promise<void> {
  await letPass(refundId, milliseconds);
  await sweepRefunds();
}

/** Moves the named times of an existing document back. Of a list, the time `at` of each element moves. */
async function older(path: string, fields: string[], milliseconds: number): Promise<void> {
  const document = await db.doc(path).get();
  const before = (time: Timestamp) => Timestamp.fromMillis(time.toMillis() - milliseconds);
  const moved = (value: unknown): unknown => {
    if (value instanceof Timestamp) return before(value);
    if (!Array.isArray(value)) return value;
    return (value as { at: Timestamp }[]).map((element) => ({ ...element, at: before(element.at) }));
  };
  if (!document.exists) return;
  await document.ref.update(
    Object.fromEntries(fields.map((field) => [field, moved(document.get(field)) ?? null])),
  );
}

/** Makes a payment due for the sweep. */
export async function lookNow(paymentIntentId: string): Promise<void> {
  await db
    .doc(`paymentIntents/${paymentIntentId}`)
    .update({ dueAt: Timestamp.fromMillis(Date.now() - 1_000) });
}

/** Lists the open reviews by their ids. */
export async function openReviews(): Promise<string[]> {
  const { docs } = await reviews.get();
  return docs.filter((review) => review.data().status === "open").map(({ id }) => id);
}

/** Answers a review of a refund and closes the review. A refund paid by hand is entered into the ledger. */
export async function answerReview(
  kind: ReviewKind,
  refundId: string,
  answer: typeof retryRefund | typeof paidByHand,
): Promise<void> {
  const refund = await refundOf(refundId);
  const change = answer(refund, new Date());
  const batch = db.batch();
  batch.update(db.doc(`refunds/${refundId}`), change);
  batch.update(db.doc(`reviews/${reviewIdOf(kind, refundId)}`), { status: "closed" });
  if (change.status === "DONE") {
    const movement = { kind: "refunded", number: refundNumberOf(refundId), round: change.round } as const;
    bookMovement(batch, refund, movement, new Date());
  }
  await batch.commit();
}

/** Returns the refunds that the gateway knows of a payment, oldest first. Each is a text such as "1 r1 DONE 105000". */
export async function atGateway(paymentIntentId: string): Promise<string[]> {
  const { refunds: known } = await simulatedGateway.look(paymentIntentId);
  return known.map(
    ({ refundId, round, status, amount }) => `${refundId.split("_").at(-1)} r${round} ${status} ${amount}`,
  );
}
