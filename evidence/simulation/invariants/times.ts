import { leaving, type Check } from "./check.js";
import { isFor, type Booking, type Intent } from "./documents.js";
import type { Operation } from "./operation.js";

const LOCK_MICROS = 5 * 60 * 1e6;

export const noLockIsTakenBeforeItsTime: Check = (entry, { books, time, author }) => {
  if (
    entry.collection === "bookings" &&
    entry.after?.cancelReason === "EXPIRED" &&
    entry.before?.status === "pending"
  ) {
    return time < entry.before.expiresAt
      ? `${entry.id} is expired ${early(entry.before.expiresAt, time)}`
      : null;
  }
  const left = leaving(entry);
  if (left === null || author === null || left.seat.status !== "locked") return null;
  const booking = books.ownerOf(left.seat);
  if (booking && (books.intentOf(booking)?.status === "FAILURE" || isOwnWish(booking, author))) return null;
  const until = left.seat.lockedUntil ?? Infinity;
  return time < until ? `${left.seat.seatId} leaves ${left.seat.bookingId} ${early(until, time)}` : null;
};

const isOwnWish = (booking: Booking, author: Operation | null): boolean =>
  author?.call.name === "cancelBooking" && author.call.userId === booking.userId;

const early = (until: number, time: number): string => `${(until - time) / 1e6} s early`;

export const noLockIsLongerThanFiveMinutes: Check = (entry, { time }) => {
  if (entry.collection !== "occupiedSeats" || entry.after?.status !== "locked") return null;
  const length = (entry.after.lockedUntil ?? Infinity) - time;
  return length <= LOCK_MICROS ? null : `${entry.after.seatId} is locked for ${length / 1e6} s`;
};

/** The five minutes begin with the call, at the earliest time that its instance could assume. */
export const noLockIsShorterThanFiveMinutes: Check = (entry, { author, time }) => {
  if (entry.collection !== "occupiedSeats" || entry.after?.status !== "locked") return null;
  // A lock that has expired when it is created is set again at once: see "no booking is born expired".
  if ((entry.after.lockedUntil ?? 0) <= time) return null;
  const length = (entry.after.lockedUntil ?? 0) - (author?.begun.known ?? Infinity);
  return length >= LOCK_MICROS ? null : `${entry.after.seatId} is locked for ${length / 1e6} s only`;
};

export const intentAndBookingAgreeOnTime: Check = (entry, { books }) => {
  if (entry.collection !== "paymentIntents" || entry.before !== null) return null;
  const intent: Intent | null = entry.after;
  const booking = intent && books.tables.bookings.get(intent.bookingId);
  if (!booking) return `${entry.id} has no booking`;
  const times = booking.seatIds.map((seatId) => {
    const seat = [...books.tables.occupiedSeats.values()].find(
      (candidate) =>
        candidate.seatId === seatId && candidate.bookingId === intent.bookingId && isFor(booking, candidate),
    );
    return seat?.lockedUntil;
  });
  const same = [intent.dueAt, intent.payBy, ...times].every((time) => time === booking.expiresAt);
  return same ? null : `${entry.id} does not end when its booking and its locks do`;
};

/**
 * A payment must not have expired when its call read it. The time that the claim then takes to commit does not count.
 */
export const noLockIsPaidAfterItsTime: Check = (entry, { author }) => {
  if (entry.collection !== "paymentIntents" || entry.before?.status !== "PENDING") return null;
  if (entry.after?.status !== "PROCESSING" && entry.after?.status !== "SUCCESS") return null;
  const until = entry.before.payBy;
  const readAt = author?.readAt ?? Infinity;
  return readAt < until ? null : `${entry.id} is claimed, and had run out ${(readAt - until) / 1e6} s before`;
};

/** The collections whose documents have no `updatedAt`, among those that `timesAreTheCommits` checks. */
const UNSTAMPED: ReadonlySet<string> = new Set([
  "ledgerEntries",
  "simulatedCharges",
  "simulatedRefunds",
  "operatorActions",
  "reviews",
]);

/**
 * Each change sets `updatedAt`, except in `UNSTAMPED`. Each `createdAt`, `updatedAt` and `confirmedAt` that a change
 * sets, and the `openSince` of an open review, is the commit's time. Not judged are deletions, performances, seats, and
 * changes by an administrator.
 */
export const timesAreTheCommits: Check = ({ collection, id, before, after }, { time, author }) => {
  if (after === null || author === null || collection === "performances" || collection === "occupiedSeats")
    return null;
  const was = (before ?? {}) as Record<string, unknown>;
  const is = after as unknown as Record<string, unknown>;
  const set = ["createdAt", "updatedAt", "confirmedAt"].filter(
    (field) => is[field] !== undefined && is[field] !== null && is[field] !== was[field],
  );
  const wrong = set.find((field) => is[field] !== time);
  if (wrong !== undefined) return `${wrong} of ${id} is ${String(is[wrong])}, not ${time}`;
  const isStamped = UNSTAMPED.has(collection) || set.includes("updatedAt");
  if (collection === "reviews" && is["status"] === "open" && is["openSince"] !== time)
    return `${id} is open since ${String(is["openSince"])}, not ${time}`;
  return isStamped ? null : `${id} is changed, and not stamped`;
};
