import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { bookingIdOf, paymentIntentIdOf } from "../../shared/ids.js";
import type { PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { bookings } from "./collections.js";
import { db, getAll } from "../../firestore/database.js";
import { paymentIntents } from "../../payments/store/collections.js";
import { releasable } from "../domain/purchase.js";
import type { OccupiedSeat } from "../domain/seat.js";

/** A booking and its payment intent. `readAt` is the database's time when the intent was read. */
export interface Purchase {
  booking: DocumentSnapshot<Booking>;
  intent: DocumentSnapshot<PaymentIntent>;
  readAt: Date;
}

/** Reads the bookings of payment intents that are already read. */
export async function withBookings(intents: readonly DocumentSnapshot<PaymentIntent>[]): Promise<Purchase[]> {
  const found = await getAll(intents.map((intent) => bookings.doc(bookingIdOf(intent.id))));
  return intents.map((intent, index) => ({
    intent,
    booking: found[index]!,
    readAt: intent.readTime.toDate(),
  }));
}

/** Reads bookings and their payment intents together. */
export async function readPurchases(bookingIds: readonly string[]): Promise<Purchase[]> {
  if (bookingIds.length === 0) return [];
  const found = await db.getAll(
    ...bookingIds.flatMap((id) => [bookings.doc(id), paymentIntents.doc(paymentIntentIdOf(id))]),
  );
  return bookingIds.map((_, index) => {
    const booking = found[2 * index] as DocumentSnapshot<Booking>;
    const intent = found[2 * index + 1] as DocumentSnapshot<PaymentIntent>;
    return { booking, intent, readAt: noteServerTime(intent.readTime) };
  });
}

export async function readPurchase(bookingId: string): Promise<Purchase> {
  return (await readPurchases([bookingId]))[0]!;
}

/** Returns why a purchase may lose its seats, or null if it keeps them. See `releasable`. */
export function whyReleasable(
  { booking, intent, readAt }: Purchase,
  seat?: OccupiedSeat,
): ReturnType<typeof releasable> {
  return releasable(booking.data(), intent.data(), readAt, seat);
}
