import type { Books } from "./books.js";

/**
 * Says what is wrong at the end of a world, or null. By then, no operation runs any more. Sweeps have run until they
 * found nothing to do, or for all allowed rounds.
 */
type Check = (books: Books) => string | null;

/** Whether the booking, or a seat of it, was deleted by hand. */
const isMeddledWith = ({ meddledWith }: Books, bookingId: string): boolean => meddledWith.has(bookingId);

const noPaymentIsLeftOpen: Check = (books) => {
  for (const [id, { status, dueAt }] of books.tables.paymentIntents) {
    if (status === "PENDING" || status === "PROCESSING") return `${id} is still ${status}`;
    if (dueAt !== null) return `${id} is ${status}, and every sweep reads it again`;
  }
  return null;
};

const nothingIsLockedForNothing: Check = (books) => {
  const { tables } = books;
  const isExcused = (bookingId: string) => {
    const booking = tables.bookings.get(bookingId);
    const isUnknown = booking === undefined || books.intentOf(booking)?.status === "SUCCESS";
    return isUnknown && isMeddledWith(books, bookingId);
  };
  for (const [id, { status }] of tables.bookings)
    if (status === "pending" && !isExcused(id)) return `${id} is still pending`;
  for (const [key, seat] of tables.occupiedSeats) {
    const isLeftBehind = books.ownerOf(seat) === undefined && isMeddledWith(books, seat.bookingId);
    if (seat.status === "locked" && !isLeftBehind && !isExcused(seat.bookingId))
      return `${key} is still locked`;
  }
  return null;
};

/** What must hold at the end of each world. */
export const ENDINGS: Readonly<Record<string, Check>> = {
  "no payment is left open": noPaymentIsLeftOpen,
  "nothing is locked for nothing": nothingIsLockedForNothing,
};
