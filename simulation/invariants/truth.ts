import type { Intent } from "./books.js";
import { purchaseOf, wasStill, type Told, type Truth } from "./told.js";

const MINUTE_MICROS = 60 * 1e6;

/**
 * A sweep leaves nothing that was due when it began, as late as its instance can think it is. Judged where nothing went
 * wrong by chance: what a sweep cannot mend is left to the next one.
 */
const aSweepLeavesNothingDue: Truth = (told) => {
  const { operation, books, error } = told;
  const { call, begun, disturbed } = operation;
  if (call.name !== "sweepExpiredLocks" || disturbed || error !== undefined) return null;
  for (const [id, { status, expiresAt, bookingId }] of books.tables.paymentIntents) {
    if (expiresAt === null || expiresAt > begun.known) continue;
    if (wasStill(told, [id, bookingId])) return `${id} is ${status}, was due, and was left`;
  }
  return null;
};

/** An event is done with once its booking is settled: it is not told again. */
const anEventIsDoneOnceSettled: Truth = ({ operation: { call }, error, books }) => {
  if (call.name !== "onPaymentIntentUpdated" || error !== undefined || call.outcome === null) return null;
  const bookingId = books.tables.paymentIntents.get(call.paymentIntentId)!.bookingId;
  const { status } = books.tables.bookings.get(bookingId)!;
  return status === "pending" ? `${bookingId} is pending, and was told to be settled` : null;
};

/**
 * A payment of which a call could not say how it ended waits for its user, and for no call: to the end of the lock and
 * for a minute at least where nothing was charged, and for the next sweep where that is unknown.
 */
const aFailedCallGivesItsClaimBack: Truth = (told) => {
  const { operation, reason, books } = told;
  const purchase = purchaseOf(told);
  if (reason !== "GATEWAY_UNAVAILABLE" && reason !== "PAYMENT_OUTCOME_UNKNOWN") return null;
  if (purchase === null || operation.disturbedCommit) return null;
  const { status, attempt, expiresAt }: Intent = purchase.intent;
  if (status !== "PROCESSING" || books.lastWriter.get(purchase.booking.paymentIntentId) !== operation)
    return null;
  if (attempt !== null) return `${purchase.bookingId} is left claimed by ${attempt.id}`;
  const [earliest, latest] = sweepWindow(told, purchase.intent);
  return expiresAt !== null && expiresAt >= earliest && expiresAt <= latest
    ? null
    : `${purchase.bookingId} is swept ${((expiresAt ?? Infinity) - told.now) / 1e6} s after ${reason}`;
};

function sweepWindow({ operation, reason, now }: Told, { createdAt }: Intent): [number, number] {
  const { known } = operation.begun;
  if (reason === "PAYMENT_OUTCOME_UNKNOWN") return [-Infinity, now];
  const lockEnd = createdAt + 5 * MINUTE_MICROS;
  const aMinute = [known + MINUTE_MICROS, now + MINUTE_MICROS] as const;
  return [Math.floor(Math.max(lockEnd, aMinute[0]) / 1000) * 1000, Math.max(lockEnd, aMinute[1])];
}

/** What must be true of what an operation left behind. */
export const TRUTHS: Readonly<Record<string, Truth>> = {
  "a sweep leaves nothing that was due": aSweepLeavesNothingDue,
  "an event is done once its booking is settled": anEventIsDoneOnceSettled,
  "a failed call gives its claim back": aFailedCallGivesItsClaimBack,
};
