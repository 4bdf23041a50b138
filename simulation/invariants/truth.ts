import type { Operation } from "../world/operation.js";
import { placeOf, type Booking, type Books, type Seat } from "./books.js";

/**
 * What an operation told of the state of things must have been so. Judged where nothing that matters changed while it
 * ran: then it can have seen nothing else. Times are microseconds.
 */
export interface Told {
  operation: Operation;
  reason: string | undefined;
  details: { seatIds?: string[] } | undefined;
  answer: { seats?: { seatId: string }[]; bookings?: { bookingId: string }[] } | undefined;
  now: number;
  books: Books;
}

/** How a seat was while an operation ran, or null if that changed. */
function heldSeat({ operation, books, now }: Told, place: string): "held" | "free" | "running out" | null {
  const [holder] = books.holders(place);
  if (holder === undefined) return books.isQuiet(operation.begun.commits, [place]) ? "free" : null;
  const [key, seat] = holder;
  const booking = books.tables.bookings.get(seat.bookingId)!;
  if (!books.isQuiet(operation.begun.commits, [place, key, seat.bookingId, booking.paymentIntentId]))
    return null;
  return isKept(books, booking, seat) || now < until(seat)
    ? "held"
    : operation.begun.time >= until(seat)
      ? "free"
      : "running out";
}

const until = (seat: Seat): number => seat.lockedUntil ?? Infinity;

/** Whether a booking keeps its seats past their time. */
function isKept(books: Books, booking: Booking, seat: Seat): boolean {
  const status = books.intentOf(booking)?.status;
  return seat.status === "booked" || status === "PROCESSING" || status === "SUCCESS";
}

/** A seat is taken while it is held: not once its lock ran out, swept or not. */
function takenMeansHeld(told: Told): string | null {
  const { call } = told.operation;
  if (call.name !== "createBooking" || told.reason !== "SEAT_TAKEN") return null;
  const free = told.details?.seatIds?.find(
    (seatId) => heldSeat(told, placeOf({ ...call, seatId })) === "free",
  );
  return free === undefined ? null : `${free} was refused as taken, and could be had`;
}

/** The seat map shows what cannot be had, and nothing else. */
function seatMapIsTrue(told: Told): string | null {
  const { call } = told.operation;
  if (call.name !== "getOccupiedSeats" || told.answer === undefined) return null;
  const shown = new Set(told.answer.seats?.map(({ seatId }) => seatId));
  const known = told.books.tables.performances.get(call.performanceId);
  for (const seatId of known === undefined ? [] : seatIdsOf(known)) {
    const held = heldSeat(told, placeOf({ ...call, seatId }));
    if (held === "free" && shown.has(seatId)) return `${seatId} is shown, and could be had`;
    if (held === "held" && !shown.has(seatId)) return `${seatId} is not shown, and could not be had`;
  }
  return null;
}

const seatIdsOf = ({ sections }: { sections: { rows: { row: string; lastSeat: number }[] }[] }): string[] =>
  sections.flatMap(({ rows }) =>
    rows.flatMap(({ row, lastSeat }) => Array.from({ length: lastSeat }, (_, index) => `${row}${index + 1}`)),
  );

/** Time is up when the database says so: not a moment before. */
function expiredMeansTimeIsUp({ operation, reason, books }: Told): string | null {
  const { call, readAt } = operation;
  if (reason !== "BOOKING_EXPIRED") return null;
  const bookingId =
    call.name === "cancelBooking"
      ? call.bookingId
      : call.name === "executePayment"
        ? call.paymentIntentId.replace(/^pi_/, "bk_")
        : "";
  const booking = books.tables.bookings.get(bookingId);
  const isExpired = booking?.cancelReason === "EXPIRED" || (booking && readAt >= booking.expiresAt);
  return isExpired
    ? null
    : `${bookingId} was told to have run out ${((booking?.expiresAt ?? 0) - readAt) / 1e6} s early`;
}

/** A user is at the limit by what they hold: not by locks that ran out. */
function limitMeansHeld({ operation, reason, books }: Told): string | null {
  const { call, begun } = operation;
  if (call.name !== "createBooking" || reason !== "TICKET_LIMIT") return null;
  const own = [...books.tables.bookings].filter(
    ([, booking]) => booking.userId === call.userId && booking.performanceId === call.performanceId,
  );
  const ids = own.flatMap(([id, booking]) => [id, booking.paymentIntentId]);
  if (!books.isQuiet(begun.commits, [...ids, `${call.userId} ${call.performanceId}`])) return null;
  const held = own
    .map(([, booking]) => booking)
    .filter((booking) => {
      const status = books.intentOf(booking)?.status;
      const isPaid =
        booking.status === "confirmed" ||
        status === "PROCESSING" ||
        status === "SUCCESS" ||
        status === "FAILURE";
      return booking.status !== "cancelled" && (isPaid || booking.expiresAt > begun.time);
    })
    .reduce((sum, { seatIds }) => sum + seatIds.length, 0);
  const limit = books.tables.performances.get(call.performanceId)?.maxTicketsPerUser ?? 0;
  return held + call.seatIds.length > limit
    ? null
    : `${call.userId} holds ${held}, and was refused ${call.seatIds.length} more of ${limit}`;
}

/** A user's bookings are all there, in one page in worlds as small as these. */
function bookingsAreComplete({ operation, answer, books }: Told): string | null {
  const { call, begun } = operation;
  if (call.name !== "getMyBookings" || answer === undefined) return null;
  const own = [...books.tables.bookings].filter(([, { userId }]) => userId === call.userId).map(([id]) => id);
  if (!books.isQuiet(begun.commits, [...own, call.userId])) return null;
  const listed = answer.bookings?.map(({ bookingId }) => bookingId) ?? [];
  return [...own].sort().join() === [...listed].sort().join() || own.length > 20
    ? null
    : `${call.userId} has ${own.join(", ")}, and was told ${listed.join(", ")}`;
}

/** What must be true of what an operation tells. */
export const TRUTHS: Readonly<Record<string, (told: Told) => string | null>> = {
  "taken means held": takenMeansHeld,
  "the seat map is true": seatMapIsTrue,
  "expired means that time is up": expiredMeansTimeIsUp,
  "the limit is reached by what is held": limitMeansHeld,
  "a user's bookings are complete": bookingsAreComplete,
};
