import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { purchaseIds } from "../../shared/ids.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { assertSameWish, type BookingWish } from "../domain/order.js";
import { bookings } from "./collections.js";

/** A booking, and the database's time at which it was written or read. */
export interface Locked {
  booking: Booking;
  serverTime: Date;
}

/**
 * Finds the booking that an earlier request of the user with the same `requestId` made, or null if there is none.
 * @throws Refusal REQUEST_ID_REUSED if the earlier request had other contents.
 */
export async function findEarlier(wish: BookingWish): Promise<Locked | null> {
  if (wish.requestId === null) return null;
  const { bookingId } = purchaseIds(wish.userId, wish.requestId);
  return earlierBooking(await bookings.doc(bookingId).get(), wish);
}

/** Like `findEarlier`, for a booking that is already read. An earlier attempt of the same request may have made it. */
export function earlierBooking(snapshot: DocumentSnapshot<Booking>, wish: BookingWish): Locked | null {
  const booking = snapshot.data();
  if (booking === undefined) return null;
  assertSameWish(booking, wish);
  return { booking, serverTime: noteServerTime(snapshot.readTime) };
}
