import type { ErrorDetails } from "../../../functions/src/contract.js";
import type { Operation } from "./operation.js";
import type { Books } from "./books.js";
import type { Booking, Intent, Seat } from "./documents.js";

/** Only a sweep that ran for less than this time, in microseconds, is judged by what it leaves. */
export const UNHURRIED_MICROS = 5 * 1e6;

/** How an operation ended, and when. Times are in microseconds. */
export interface Told {
  operation: Operation;
  /** The reason of a refusal. Undefined for an answer, and for an error that is not a refusal. */
  reason: string | undefined;
  /** The code of any error that has one. */
  code: string | undefined;
  error: unknown;
  /** The details of any error that has them. */
  details: Details | undefined;
  /** Undefined if the operation failed, or if it has no answer. */
  answer: Record<string, unknown> | undefined;
  now: number;
  books: Books;
}

type FieldOf<D> = D extends unknown ? keyof D : never;

/** All fields that `details` may have, each of them optional. */
export type Details = {
  [Field in FieldOf<ErrorDetails>]?: Extract<ErrorDetails, Record<Field, unknown>>[Field];
};

/** Says what is untrue after an operation, or null. */
export type Truth = (told: Told) => string | null;

/**
 * A call may be past its deadline from this age on, in microseconds. It answers within 25 s and commits nothing
 * in the last two seconds.
 */
const LATE_MICROS = 22 * 1e6;

/** The age, in microseconds, from which an operation may have given up building or writing a map. */
const LATE_TO_DRAW_MICROS = 10 * 1e6;

const DRAWING: ReadonlySet<string> = new Set(["getSeatMap", "onBookingWritten", "onPaymentIntentUpdated"]);

/** Whether an operation may be past its deadline, or past that of work that it shares. */
export const isLate = ({ operation, now }: Told): boolean => {
  const { call, begun, sharesDrawing } = operation;
  const late = DRAWING.has(call.name) ? LATE_TO_DRAW_MICROS : LATE_MICROS;
  return sharesDrawing || now - begun.time >= late;
};

/** Whether the named things stayed unchanged while the operation ran. */
export const wasStill = ({ operation, books }: Told, names: readonly string[]): boolean =>
  books.isQuiet(operation.begun.commits, names);

/**
 * The state of a seat from one time to another. "expiring": its lock ended between them. Null: the state is not
 * known, because the seat, its booking or its payment changed while the operation ran.
 */
export function heldSeat(
  told: Told,
  place: string,
  { from, to } = { from: told.operation.begun.time, to: told.now },
): "held" | "free" | "expiring" | null {
  const { books } = told;
  const [holder] = books.holders(place);
  if (holder === undefined) return wasStill(told, [place]) ? "free" : null;
  const [key, seat] = holder;
  const booking = books.ownerOf(seat);
  const paymentIntentId = seat.bookingId.replace(/^bk_/, "pi_");
  if (!wasStill(told, [place, key, seat.bookingId, paymentIntentId])) return null;
  if ((booking && isKept(books, booking, seat)) || to < lockEnd(seat)) return "held";
  return from >= lockEnd(seat) ? "free" : "expiring";
}

/** Whether any booking may have held a seat at some time while an operation ran. */
export function wasHeld(told: Told, place: string): boolean {
  const { operation, books } = told;
  const { time } = operation.begun;
  const seat = books.holders(place)[0]?.[1];
  const booking = seat && books.ownerOf(seat);
  if (seat === undefined) return books.wasHeldSince(place, time);
  if (booking === undefined) return lockEnd(seat) > time || books.wasHeldSince(place, time);
  // If the payment changed during the operation, it may have failed, and kept its seats until then.
  const isKeptNow = isKept(books, booking, seat) || !wasStill(told, [booking.paymentIntentId]);
  return isKeptNow || lockEnd(seat) > time || books.wasHeldSince(place, time);
}

const lockEnd = (seat: Seat): number => seat.lockedUntil ?? Infinity;

/** Whether a booking keeps its seats after their locks expire, because it is paid or being paid. */
function isKept(books: Books, booking: Booking, seat: Seat): boolean {
  const status = books.intentOf(booking)?.status;
  return seat.status === "booked" || status === "PROCESSING" || status === "SUCCESS";
}

/** The purchase that a payment, a cancel or a quote is about, if there is one. */
export function purchaseOf({ operation: { call }, books }: Told): Purchase | null {
  const bookingId =
    call.name === "cancelBooking" || call.name === "quoteRefund"
      ? call.bookingId
      : call.name === "executePayment"
        ? call.paymentIntentId.replace(/^pi_/, "bk_")
        : "";
  const booking = books.tables.bookings.get(bookingId);
  const intent = booking && books.intentOf(booking);
  return booking && intent ? { bookingId, booking, intent } : null;
}

export interface Purchase {
  bookingId: string;
  booking: Booking;
  intent: Intent;
}

/** Whether the booking and its payment stayed unchanged while the operation ran. */
export const purchaseWasStill = (told: Told, { bookingId, booking }: Purchase): boolean =>
  wasStill(told, [bookingId, booking.paymentIntentId]);

/** The booking with this call's user and requestId, with its id, or null. */
export function bookingOfRequest(
  { operation: { call }, books }: Told,
  among: Iterable<[string, Booking]> = books.tables.bookings,
): [string, Booking] | null {
  if (call.name !== "createBooking" || call.requestId === null) return null;
  const { userId, requestId } = call;
  return (
    [...among].find(([, booking]) => booking.userId === userId && booking.requestId === requestId) ?? null
  );
}

/** A value as text that does not depend on the order of its fields. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/** A stored time, in microseconds, in the ISO form that answers use, or null for no time. */
export const iso = (micros: number | null): string | null =>
  micros === null ? null : new Date(Math.floor(micros / 1000)).toISOString();
