import type { CreateBookingAnswer, GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { CallFailed } from "../calls/trouble.js";
import type { Waiting } from "../calls/untilKnown.js";
import { book } from "./book.js";
import type { Store } from "../parts/storage.js";
import { keptOf } from "./purchase.js";

/** A booking as the page of its payment needs it. */
export type OpenBooking = Omit<CreateBookingAnswer, "serverTime"> & {
  performanceId: string;
  /** Why the booking was cancelled. Only a booking from `getMyBookings` says it. */
  cancelReason?: GetMyBookingsAnswer["bookings"][number]["cancelReason"];
};

/**
 * Finds a booking of this browser's user. If it is pending, the clock then knows the server's time for the countdown.
 * @param options.isClockExact whether the clock knows that time already. After a reload it does not.
 * @throws CallFailed, BOOKING_NOT_FOUND among others.
 */
export async function openBooking(
  bookingId: string,
  options: { call: Call; storage: Store; waiting: Waiting; isClockExact: boolean },
): Promise<OpenBooking> {
  const { call, storage, waiting, isClockExact } = options;
  const purchase = keptOf(storage, bookingId);
  if (purchase === null) return findBooking(bookingId, call);
  const { performanceId } = purchase.request;
  if (isClockExact && purchase.answer?.status === "pending") return { ...purchase.answer, performanceId };
  // The same request is answered with the same booking as it is now, and with the server's time.
  const answer = await book(purchase, call, storage, waiting);
  return { ...answer, performanceId };
}

/**
 * Looks through the list of bookings, page by page, for one that this tab does not keep.
 * @throws CallFailed, BOOKING_NOT_FOUND if it is not in the list.
 */
async function findBooking(bookingId: string, call: Call): Promise<OpenBooking> {
  let cursor: string | null = null;
  do {
    const page: GetMyBookingsAnswer = await call("getMyBookings", { cursor });
    const found = page.bookings.find((booking) => booking.bookingId === bookingId);
    if (found !== undefined) {
      // The list does not tell the server's time. The answer about the state of the seats does.
      if (found.status === "pending")
        await call("getOccupiedSeats", { performanceId: found.performanceId, seatIds: found.seatIds });
      return found;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new CallFailed({ reason: "BOOKING_NOT_FOUND" });
}
