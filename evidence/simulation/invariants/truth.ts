import type { Intent } from "./documents.js";
import { isLate, purchaseOf, UNHURRIED_MICROS, wasStill, type Told, type Truth } from "./told.js";

/**
 * A sweep that succeeds and had time for all leaves no payment that was due when it began, at the earliest time that
 * its instance could assume. A sweep that was hit by a fault, or by an outage of the gateway, is not judged.
 */
const aSweepLeavesNothingDue: Truth = (told) => {
  const { operation, books, error, now } = told;
  const { call, begun, disturbed } = operation;
  if (call.name !== "sweepExpiredLocks" || disturbed || error !== undefined) return null;
  if (now - begun.time >= UNHURRIED_MICROS) return null;
  for (const [id, { status, dueAt, bookingId }] of books.tables.paymentIntents) {
    if (dueAt === null || dueAt > begun.known) continue;
    if (wasStill(told, [id, bookingId])) return `${id} is ${status}, was due, and was left`;
  }
  return null;
};

/** The event of an outcome succeeds only if its booking is no longer pending. */
const anEventIsDoneOnceSettled: Truth = ({ operation: { call }, error, books }) => {
  if (call.name !== "onPaymentIntentUpdated" || error !== undefined || call.outcome === null) return null;
  const bookingId = call.paymentIntentId.replace(/^pi_/, "bk_");
  const status = books.tables.bookings.get(bookingId)?.status;
  if (books.meddledWith.has(bookingId)) return null;
  return status === "pending" ? `${bookingId} is pending, and was told to be settled` : null;
};

/** A new booking must not be answered as pending with an expired lock, even if its instance's clock stood still. */
const noBookingIsBornExpired: Truth = ({ operation: { call, wrote }, answer, books }) => {
  if (call.name !== "createBooking" || answer?.["status"] !== "pending") return null;
  const made = wrote.find(({ collection, before }) => collection === "bookings" && before === null);
  const booking = made && books.tables.bookings.get(made.id);
  return booking === undefined || booking.expiresAt > booking.createdAt
    ? null
    : `${made!.id} was born expired`;
};

/**
 * A call that ends with `GATEWAY_UNAVAILABLE` or `PAYMENT_OUTCOME_UNKNOWN` gives its claim back. The payment is then
 * due at the end of its lock in the first case, and for the next sweep in the second. A call that is late may keep its
 * claim.
 */
const aFailedCallGivesItsClaimBack: Truth = (told) => {
  const { operation, reason, books } = told;
  const purchase = purchaseOf(told);
  if (reason !== "GATEWAY_UNAVAILABLE" && reason !== "PAYMENT_OUTCOME_UNKNOWN") return null;
  if (purchase === null || operation.disturbedCommit) return null;
  const { status, attempt, dueAt }: Intent = purchase.intent;
  if (status !== "PROCESSING" || books.lastWriter.get(purchase.booking.paymentIntentId) !== operation)
    return null;
  if (attempt !== null) return isLate(told) ? null : `${purchase.bookingId} is left claimed by ${attempt.id}`;
  const [earliest, latest] = sweepWindow(told, purchase.intent);
  return dueAt !== null && dueAt >= earliest && dueAt <= latest
    ? null
    : `${purchase.bookingId} is swept ${((dueAt ?? Infinity) - told.now) / 1e6} s after ${reason}`;
};

function sweepWindow(told: Told, { payBy }: Intent): [number, number] {
  if (told.reason === "GATEWAY_UNAVAILABLE") return [payBy, payBy];
  // A call past its deadline may have learned that nothing was charged, without time left to say so in its answer.
  return [-Infinity, isLate(told) ? Math.max(told.now, payBy) : told.now];
}

/** What must be true of the documents that an operation left behind. */
export const TRUTHS: Readonly<Record<string, Truth>> = {
  "a sweep leaves nothing that was due": aSweepLeavesNothingDue,
  "an event is done once its booking is settled": anEventIsDoneOnceSettled,
  "no booking is born expired": noBookingIsBornExpired,
  "a failed call gives its claim back": aFailedCallGivesItsClaimBack,
};
