import type { Booking } from "../domain/booking.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { bookings } from "./collections.js";

/** Finds a booking. `serverTime` is the database's time of the read. */
export async function findBooking(bookingId: string): Promise<{ booking: Booking; serverTime: Date } | null> {
  const snapshot = await bookings.doc(bookingId).get();
  const booking = snapshot.data();
  return booking === undefined ? null : { booking, serverTime: noteServerTime(snapshot.readTime) };
}
