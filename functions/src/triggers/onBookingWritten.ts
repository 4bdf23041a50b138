import { onDocumentWritten, type DocumentSnapshot } from "firebase-functions/firestore";
import { Booking } from "../bookings/domain/booking.js";
import { parse } from "../firestore/database.js";
import { unlessMalformed } from "../firestore/readable.js";
import { gather } from "../seatmap/store/gather.js";
import { showSeats } from "../seatmap/store/showSeats.js";

/**
 * Shows a booking's seats in the seat map when its status, its seats or the end of its lock have changed. Events may
 * arrive more than once, late and in any order, because the seats are read when they are drawn.
 */
export const onBookingWritten = onDocumentWritten(
  { document: "bookings/{bookingId}", retry: true },
  async ({ data, time }) => {
    const [before, after] = [bookingOf(data?.before), bookingOf(data?.after)];
    const present = after ?? before;
    if (present === null || seatsIn(before) === seatsIn(after)) return;
    const { performanceId, bookingId } = present;
    const seatIds = [...(before?.seatIds ?? []), ...(after?.seatIds ?? [])];
    await showSeats(performanceId, [{ bookingId, seatIds, heardOf: new Date(time) }], gather);
  },
);

function bookingOf(snapshot: DocumentSnapshot | undefined): Booking | null {
  return snapshot?.exists ? unlessMalformed(() => parse(Booking, snapshot, "bookingId")) : null;
}

/** Returns the fields of a booking that tell whether its seats have changed, as a text to compare. */
function seatsIn(booking: Booking | null): string {
  return JSON.stringify([booking?.status, booking?.seatIds, booking?.expiresAt]);
}
