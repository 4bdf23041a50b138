import { initializeApp } from "firebase-admin/app";
import { getFirestore, Timestamp } from "firebase-admin/firestore";
import { DAY_MS } from "../../functions/src/shared/calendar.js";
import { LOCK_MS } from "../../functions/src/bookings/domain/booking.js";
import { seatKey } from "../../functions/src/shared/ids.js";
import { projectId } from "../settings.js";

/** The ids by which `windBack` finds a booking, its payment intent and its seats. */
export interface HeldSeats {
  bookingId: string;
  paymentIntentId: string;
  performanceId: string;
  seatIds: readonly string[];
}

/**
 * Makes a booking's lock expire now instead of in five minutes. It moves the end of the lock into the past, in the
 * booking, its intent and its seats, and the creation of the booking and the intent. It uses the Admin SDK, because
 * users cannot write these documents.
 */
export async function windBack(held: HeldSeats): Promise<void> {
  const db = getFirestore(initializeApp({ projectId }, `wind back ${held.bookingId}`));
  const past = Timestamp.fromMillis(Date.now() - 1000);
  const batch = db.batch();
  const createdAt = Timestamp.fromMillis(past.toMillis() - LOCK_MS);
  batch.update(db.doc(`bookings/${held.bookingId}`), { createdAt, expiresAt: past });
  batch.update(db.doc(`paymentIntents/${held.paymentIntentId}`), { createdAt, payBy: past, dueAt: past });
  for (const seatId of held.seatIds) {
    batch.update(db.doc(`occupiedSeats/${seatKey(held.performanceId, seatId)}`), { lockedUntil: past });
  }
  await batch.commit();
}

/**
 * Makes the performance of a confirmed booking begin in two days, and its confirmation two days old. It moves the start
 * on the ticket as well, because a performance that was moved is refunded in full.
 */
export async function windForward(bookingId: string, performanceId: string): Promise<void> {
  const db = getFirestore(initializeApp({ projectId }, `wind forward ${bookingId}`));
  const startsAt = Timestamp.fromMillis(Date.now() + 2 * DAY_MS);
  const confirmedAt = Timestamp.fromMillis(Date.now() - 2 * DAY_MS);
  const batch = db.batch();
  batch.update(db.doc(`performances/${performanceId}`), { startsAt });
  batch.update(db.doc(`bookings/${bookingId}`), { performanceStartsAt: startsAt, confirmedAt });
  await batch.commit();
}
