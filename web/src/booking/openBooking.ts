import type { GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { CallFailed } from "../calls/trouble.js";
import type { Store } from "../parts/storage.js";
import { clock } from "../time/clock.js";
import { ownBooking, readBookings, type OpenBooking } from "./ownBookings.js";

interface Means {
  call: Call;
  /** Where the browser keeps its bookings. */
  storage: Store;
}

/**
 * Finds a booking of this browser's user. If it is pending, the clock then knows the server's time for the countdown.
 * @param isClockExact whether the clock knows that time already. After a reload it does not.
 * @throws CallFailed, BOOKING_NOT_FOUND among others.
 */
export async function openBooking(
  bookingId: string,
  isClockExact: boolean,
  means: Means,
): Promise<OpenBooking> {
  const own = ownBooking(means.storage, bookingId);
  if (isClockExact && own?.status === "pending" && clock.now() < Date.parse(own.expiresAt)) return own;
  return findBooking(bookingId, means);
}

/**
 * Looks through the list of bookings, page by page.
 * @throws CallFailed, BOOKING_NOT_FOUND if the booking is not in the list.
 */
export async function findBooking(
  bookingId: string,
  means: Means,
): Promise<GetMyBookingsAnswer["bookings"][number]> {
  let cursor: string | null = null;
  do {
    const page: GetMyBookingsAnswer = await readBookings(cursor, means);
    const found = page.bookings.find((booking) => booking.bookingId === bookingId);
    if (found !== undefined) return found;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new CallFailed({ reason: "BOOKING_NOT_FOUND" });
}
