import type { Operation } from "./operation.js";
import type { Check } from "./check.js";
import type { Books } from "./books.js";
import type { Entry, Intent } from "./documents.js";

/** The time after which the platform ends a call, in microseconds (`timeoutSeconds` in `setup.ts`). */
const LIFE_MICROS = 60 * 1e6;

/** The longest lease of a claim, in microseconds. */
const LONGEST_LEASE_MICROS = 2 * LIFE_MICROS;

type IntentChange = { id: string; before: Intent; after: Intent };

function intentChange({ collection, id, before, after }: Entry): IntentChange | null {
  if (collection !== "paymentIntents" || before === null || after === null) return null;
  return { id, before, after };
}

/**
 * The change by which a call claims a payment, which begins an attempt to charge it. Null if the
 * entry is another change.
 */
function claimOf(entry: Entry): IntentChange | null {
  const change = intentChange(entry);
  if (change === null || change.after.status !== "PROCESSING" || change.after.attempt === null) return null;
  return change.before.attempt?.id === change.after.attempt.id ? null : change;
}

const isOf = (author: Operation | null, name: Operation["call"]["name"]): boolean =>
  author?.call.name === name;

const aClaimLastsAsLongAsACall: Check = (entry, { author }) => {
  const claim = claimOf(entry);
  if (claim === null) return null;
  const lease = (claim.after.dueAt ?? Infinity) - (author?.readAt ?? 0);
  return lease > LIFE_MICROS && lease <= LONGEST_LEASE_MICROS
    ? null
    : `${claim.id} is claimed for ${lease / 1e6} s`;
};

/** No call claims a payment that it read at the end of the lock or later. */
const noAttemptBeginsAfterTheLock: Check = (entry, { author }) => {
  const claim = claimOf(entry);
  if (claim === null) return null;
  const late = (author?.readAt ?? 0) - claim.before.payBy;
  return late < 0 ? null : `${claim.id} is claimed ${late / 1e6} s after the end of its lock`;
};

/**
 * A pending payment is due by the end of its lock at the latest. A processing payment is due by the end of its lock
 * plus the longest lease at the latest, or at once.
 */
const noPaymentIsDueLater: Check = (entry, { time }) => {
  if (entry.collection !== "paymentIntents" || entry.after === null) return null;
  const { status, dueAt, payBy } = entry.after;
  if ((status !== "PENDING" && status !== "PROCESSING") || dueAt === null) return null;
  const latest = status === "PENDING" ? payBy : Math.max(payBy + LONGEST_LEASE_MICROS, time);
  return dueAt <= latest ? null : `${entry.id} is due ${(dueAt - latest) / 1e6} s too late`;
};

const noRunningClaimIsTaken: Check = (entry, { author }) => {
  const claim = claimOf(entry);
  if (claim === null || claim.before.status !== "PROCESSING") return null;
  const { attempt, dueAt } = claim.before;
  const isRunning = attempt !== null && (author?.readAt ?? 0) < (dueAt ?? Infinity);
  return isRunning ? `${claim.id} was being charged by ${attempt.id}` : null;
};

const aClaimIsOfItsUser: Check = (entry, { author }) => {
  const claim = claimOf(entry);
  if (claim === null) return null;
  const { number } = claim.after.attempt!;
  const call = author?.call;
  const isOwn = call?.name === "executePayment" && call.userId === claim.after.userId;
  return isOwn && number === (claim.before.attempt?.number ?? 0) + 1
    ? null
    : `${claim.id} is claimed by ${call?.name} as attempt ${number}`;
};

/**
 * Only the call that made a claim may give it back, and the payment then still has a `dueAt`. A sweep may also write a
 * processing payment that is not claimed, to open its review, but leaves its `dueAt` as it is.
 */
const aClaimIsGivenBackByItsCall: Check = (entry, { author, books }) => {
  const change = intentChange(entry);
  if (change === null || change.after.status !== "PROCESSING" || change.after.attempt !== null) return null;
  const { attempt, dueAt } = change.before;
  if (attempt === null && dueAt === change.after.dueAt && isOf(author, "sweepExpiredLocks")) return null;
  const claimed = attempt !== null && books.claimedBy.get(attempt.id) === author;
  return claimed && change.after.dueAt !== null
    ? null
    : `${change.id} is given back, which ${attempt?.id} had claimed`;
};

/**
 * An unfinished payment has a `dueAt`, the time at which the sweep looks at it. A cancelled payment has none. A payment
 * with an outcome is due at once, until its booking is settled. A payment that was closed may then be due once more,
 * ten minutes or a day after it was closed.
 */
const anOutcomeIsDueUntilSettled: Check = (entry, { time, books }) => {
  const change = intentChange(entry);
  if (change === null) return null;
  const { status, dueAt, bookingId } = change.after;
  if (status === "CANCELLED") return dueAt === null ? null : `${change.id} is cancelled, and still due`;
  if (status !== "SUCCESS" && status !== "FAILURE")
    return dueAt === null ? `${change.id} is ${status}, and never due` : null;
  const isSettled = books.tables.bookings.get(bookingId)?.status !== "pending";
  // If its booking or a seat was deleted by hand, the payment is in review by a person instead.
  const isInReview = books.tables.reviews.get(`PAID_WITHOUT_BOOKING_${change.id}`)?.status === "open";
  if (dueAt === null)
    return isSettled || (isInReview && books.meddledWith.has(bookingId))
      ? null
      : `${change.id} is acknowledged, and ${bookingId} is pending`;
  if (dueAt > time && isSettled && isALookAfterClosing(change.after)) return null;
  return dueAt <= time ? null : `${change.id} is due ${(dueAt - time) / 1e6} s later`;
};

/**
 * A sweep may remove a payment's `dueAt` only if the payment is as the sweep read or wrote it. A change in between,
 * such as a refund, may have made the payment due again.
 */
const onlyWhatWasReadIsAcknowledged: Check = (entry, { author }) => {
  const change = intentChange(entry);
  if (change === null || author?.call.name !== "sweepExpiredLocks") return null;
  const { id, before, after } = change;
  if (before.dueAt === null || after.dueAt !== null) return null;
  const isOwn = author.wrote.some((one) => one.id === id && writtenAt(one) === before.updatedAt);
  return isOwn || before.updatedAt <= author.readAt
    ? null
    : `${id} changed, and is acknowledged as it was before`;
};

const writtenAt = ({ collection, after }: Entry): number | null =>
  collection === "paymentIntents" && after !== null ? after.updatedAt : null;

/** Whether a payment is due ten minutes or a day after it was closed. */
const isALookAfterClosing = ({ closedAt, dueAt }: Intent): boolean =>
  closedAt !== null && [600 * 1e6, 86_400 * 1e6].includes((dueAt ?? 0) - closedAt);

/** The failure that the simulated gateway gives for a last digit of the CVV. `aChargeEndsAsItsCardSays` has the others. */
const CODES: Readonly<Record<string, string>> = {
  "2": "INSUFFICIENT_FUNDS",
  "3": "INVALID_CVV",
  "4": "CARD_EXPIRED",
  "5": "SERVER_ERROR",
  "6": "PG_TIMEOUT",
};

const aChargeEndsAsItsCardSays: Check = (entry, { author, books }) => {
  if (entry.collection !== "simulatedCharges" || entry.after === null) return null;
  const { failure, amount } = entry.after;
  const call = author?.call;
  if (amount === undefined) return closedInTurn(entry.id, author, books);
  if (call?.name !== "executePayment")
    return failure === null ? `${entry.id} is charged by ${call?.name}` : null;
  const digit = call.cvv.at(-1)!;
  const right = "019".includes(digit) ? undefined : (CODES[digit] ?? "GENERIC_DECLINE");
  return failure?.code === right ? null : `${entry.id} ends in ${failure?.code}, not ${right}`;
};

/**
 * An idempotency key is closed by a record without an amount. A payment call may close its key only if the lock had
 * expired when it read the payment. Other calls, such as a cancel, are not judged here.
 */
function closedInTurn(id: string, author: Operation | null, books: Books): string | null {
  const intent = books.tables.paymentIntents.get(id);
  if (author?.call.name !== "executePayment" || intent === undefined) return null;
  return author.readAt >= intent.payBy ? null : `${id} is closed by a call that could have charged it`;
}

/**
 * `cancelBooking` cancels a pending booking only for the booking's own user, and only before the lock expires or once
 * the payment has failed. It records `USER` as the reason, and no other call does.
 */
const cancelledByItsUser: Check = (entry, { author, books }) => {
  if (entry.collection !== "bookings" || entry.before?.status !== "pending") return null;
  if (entry.after?.status !== "cancelled") return null;
  const { userId, expiresAt } = entry.before;
  const byUser = isOf(author, "cancelBooking");
  if (byUser !== (entry.after.cancelReason === "USER"))
    return `${entry.id} is cancelled by ${author?.call.name} as ${entry.after.cancelReason}`;
  if (!byUser) return null;
  const call = author!.call as { userId?: string };
  // After its lock expired, a booking may still be cancelled if its payment failed, for instance
  // because its key was closed.
  const isClosed = books.intentOf(entry.before)?.status === "FAILURE";
  return call.userId === userId && (author!.readAt < expiresAt || isClosed)
    ? null
    : `${entry.id} of ${userId} is cancelled by ${call.userId}`;
};

/** The checks of claims, of charges, of when payments are due, and of who may cancel a pending booking. */
export const CLAIMS: Readonly<Record<string, Check>> = {
  "a claim lasts as long as a call may": aClaimLastsAsLongAsACall,
  "no running claim is taken": noRunningClaimIsTaken,
  "a claim is of its user": aClaimIsOfItsUser,
  "no attempt begins after the lock": noAttemptBeginsAfterTheLock,
  "no payment is due later than its lock and a lease": noPaymentIsDueLater,
  "a claim is given back by its call": aClaimIsGivenBackByItsCall,
  "an outcome is due until it is settled": anOutcomeIsDueUntilSettled,
  "only what was read is acknowledged": onlyWhatWasReadIsAcknowledged,
  "a charge ends as its card says": aChargeEndsAsItsCardSays,
  "cancelled by its own user, in time": cancelledByItsUser,
};

/** Records which call began which attempt. */
export function noteClaims(entry: Entry, author: Operation | null, books: Books): void {
  const claim = claimOf(entry);
  if (claim === null || author === null) return;
  books.claimedBy.set(claim.after.attempt!.id, author);
  const calls = books.chargedBy.get(claim.id) ?? new Set();
  if (claim.before.attempt !== null || calls.size > 0) books.notAlone.add(author);
  books.chargedBy.set(claim.id, calls.add(author));
}
