import type { Books } from "./books.js";
import { isFor, placeOf, type Booking, type Intent } from "./documents.js";

/** Says what is wrong with the stored documents, or null. */
export type Check = (books: Books) => string | null;

const isLive = ({ status }: Booking): boolean => status === "pending" || status === "confirmed";

export function eachBooking(
  books: Books,
  problem: (booking: Booking, bookingId: string, intent: Intent) => string | null,
) {
  for (const [bookingId, booking] of books.tables.bookings) {
    const intent = books.intentOf(booking);
    if (intent === undefined) return `${bookingId} has no payment intent`;
    const found = problem(booking, bookingId, intent);
    if (found !== null) return found;
  }
  return null;
}

const everySeatBelongsToALiveBooking: Check = (books) => {
  for (const [key, seat] of books.tables.occupiedSeats) {
    const booking = books.tables.bookings.get(seat.bookingId);
    // A booking that was deleted by hand leaves its seats behind, even if its request makes it again for other seats.
    if (books.meddledWith.has(seat.bookingId) && books.ownerOf(seat) === undefined) continue;
    if (booking === undefined || !isLive(booking)) {
      return `${key} is ${seat.status} for ${seat.bookingId}, which is ${booking?.status ?? "not there"}`;
    }
    if (!isFor(booking, seat)) {
      return `${key} is ${seat.status} for ${seat.bookingId}, which is for other seats`;
    }
  }
  return null;
};

const aSeatHasOneDocument: Check = (books) => {
  const places = [...books.tables.occupiedSeats.values()].map(placeOf);
  return new Set(places).size < places.length ? `two documents hold one of ${places.join(", ")}` : null;
};

const aBookingOwnsItsSeats: Check = (books) =>
  eachBooking(books, (booking, bookingId) => {
    if (!isLive(booking) || books.meddledWith.has(bookingId)) return null;
    const status = booking.status === "confirmed" ? "booked" : "locked";
    for (const seatId of booking.seatIds) {
      const seat = books.holders(placeOf({ ...booking, seatId }))[0]?.[1];
      if (seat?.bookingId !== bookingId || seat.status !== status) {
        return `${bookingId} is ${booking.status}, but ${seatId} is ${seat ? `${seat.status} for ${seat.bookingId}` : "free"}`;
      }
    }
    return null;
  });

const bookedOnlyWherePaid: Check = (books) => {
  for (const [key, seat] of books.tables.occupiedSeats) {
    if (seat.status !== "booked") continue;
    const booking = books.tables.bookings.get(seat.bookingId);
    const paid = booking && books.intentOf(booking)?.status === "SUCCESS";
    if (!paid) return `${key} is booked for ${seat.bookingId}, which is not paid`;
  }
  return null;
};

/** The statuses that a booking may have, by the status of its payment. */
const AGREEMENT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ["pending"],
  PROCESSING: ["pending"],
  SUCCESS: ["pending", "confirmed", "cancelled"],
  FAILURE: ["pending", "cancelled"],
  CANCELLED: ["cancelled"],
};

const bookingAndPaymentAgree: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) =>
    AGREEMENT[intent.status]?.includes(booking.status)
      ? null
      : `${bookingId} is ${booking.status}, but its payment is ${intent.status}`,
  );

const wasGivenBack = ({ tables }: Books, bookingId: string, seatId: string): boolean =>
  tables.bookings.get(bookingId)?.cancelledSeats.some((seat) => seat.seatId === seatId) === true;

const aSeatIsSoldOnce: Check = (books) =>
  eachBooking(books, (booking, bookingId) => {
    if (booking.status !== "confirmed") return null;
    for (const seatId of booking.seatIds) {
      const place = placeOf({ ...booking, seatId });
      const first = books.soldTo.get(place) ?? bookingId;
      // A seat that was given back may be sold again.
      const isGivenBack = first !== bookingId && wasGivenBack(books, first, seatId);
      books.soldTo.set(place, isGivenBack ? bookingId : first);
      if (first !== bookingId && !isGivenBack) return `${place} is sold to ${first} and to ${bookingId}`;
    }
    return null;
  });

/** `cancelReason`, `confirmedAt` and `lockedUntil` are as the statuses of booking, payment and seats require. */
const whatIsSaidFollowsFromTheStatus: Check = (books) => {
  for (const [key, { status, lockedUntil }] of books.tables.occupiedSeats)
    if ((status === "locked") !== (lockedUntil !== null)) return `${key} is ${status} until ${lockedUntil}`;
  return eachBooking(books, ({ status, cancelReason, confirmedAt }, bookingId, intent) => {
    const reasons = REASONS[status === "cancelled" ? intent.status : "PENDING"] ?? [];
    const isPaid = status === "confirmed" || (status === "cancelled" && intent.status === "SUCCESS");
    const right =
      reasons.includes(cancelReason) &&
      isPaid === (confirmedAt !== null) &&
      intent.cancelReason === (intent.status === "CANCELLED" ? cancelReason : null);
    return right
      ? null
      : `${bookingId} is ${status} (${cancelReason}), confirmed at ${confirmedAt}, its payment ${intent.status} (${intent.cancelReason})`;
  });
};

/**
 * The reasons that a cancelled booking may have, by the status of its payment. `PENDING` stands for every
 * booking that is not cancelled.
 */
const REASONS: Readonly<Record<string, readonly (string | null)[]>> = {
  PENDING: [null],
  SUCCESS: ["USER"],
  FAILURE: ["PAYMENT_FAILED", "USER"],
  CANCELLED: ["USER", "EXPIRED"],
};

/** How many seats of a performance a user holds or has bought. */
export function heldBy(books: Books, userId: string, performanceId: string): number {
  let held = 0;
  for (const booking of books.tables.bookings.values()) {
    const counts = booking.userId === userId && booking.performanceId === performanceId && isLive(booking);
    if (counts) held += booking.seatIds.length;
  }
  return held;
}

const countsAreOfTheSeatsHeld: Check = (books) => {
  const owners = new Map<string, { userId: string; performanceId: string }>();
  const name = ({ userId, performanceId }: { userId: string; performanceId: string }) =>
    `${userId} of ${performanceId}`;
  for (const booking of books.tables.bookings.values()) owners.set(name(booking), booking);
  const counts = new Map<string, number>();
  for (const count of books.tables.ticketCounts.values()) {
    owners.set(name(count), count);
    counts.set(name(count), (counts.get(name(count)) ?? 0) + count.tickets);
  }
  for (const [owner, { userId, performanceId }] of owners) {
    // The ticket count still includes the bookings that were deleted by hand.
    const held = heldBy(books, userId, performanceId) + books.deletedOf(userId, performanceId);
    if ((counts.get(owner) ?? 0) !== held)
      return `${owner} holds ${held}, and ${counts.get(owner) ?? 0} are counted`;
  }
  return null;
};

const aRequestIdMakesOneBooking: Check = (books) => {
  const seen = new Map<string, string>();
  return eachBooking(books, ({ userId, requestId }, bookingId) => {
    if (requestId === null) return null;
    const first = seen.get(`${userId} ${requestId}`) ?? bookingId;
    seen.set(`${userId} ${requestId}`, first);
    return first === bookingId ? null : `request ${requestId} made ${first} and ${bookingId}`;
  });
};

/** What must hold after every commit. See `money.ts` for the money. */
export const STATES: Readonly<Record<string, Check>> = {
  "a seat has one document": aSeatHasOneDocument,
  "a seat is sold once": aSeatIsSoldOnce,
  "every seat belongs to a live booking": everySeatBelongsToALiveBooking,
  "a booking owns all its seats": aBookingOwnsItsSeats,
  "booked only where the payment succeeded": bookedOnlyWherePaid,
  "booking and payment agree": bookingAndPaymentAgree,
  "what is said follows from the status": whatIsSaidFollowsFromTheStatus,
  "the ticket count equals the seats": countsAreOfTheSeatsHeld,
  "a requestId makes one booking": aRequestIdMakesOneBooking,
};
