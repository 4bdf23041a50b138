import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import type { Booking, CancelReason } from "../domain/booking.js";
import { seatKey, ticketCountKey } from "../domain/ids.js";
import { advance, type PaymentIntent } from "../domain/paymentIntent.js";
import { occupiedSeats, ticketCounts } from "./collections.js";
import { updateAsRead } from "./guarded.js";

/**
 * Cancels a pending booking with all that goes with it: its seats, all but those `kept` for whoever takes them over,
 * and its user's ticket count. The seats need no reading: a pending booking's seats are its own, and the commit fails
 * if the booking has changed.
 */
export function releaseBooking(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<Booking>,
  cancelReason: CancelReason,
  kept: readonly string[] = [],
): void {
  const booking = snapshot.data();
  if (booking?.status !== "pending") throw new Error(`${snapshot.ref.path} holds no seats to release`);
  const { performanceId, userId, seatIds } = booking;
  updateAsRead(batch, snapshot, {
    status: "cancelled",
    cancelReason,
    updatedAt: FieldValue.serverTimestamp(),
  });
  for (const seatId of seatIds) {
    if (!kept.includes(seatId)) batch.delete(occupiedSeats.doc(seatKey(performanceId, seatId)));
  }
  const count = { userId, performanceId, tickets: FieldValue.increment(-seatIds.length) };
  batch.set(
    ticketCounts.doc(ticketCountKey(performanceId, userId)),
    { ...count, updatedAt: FieldValue.serverTimestamp() },
    { merge: true },
  );
}

/** Closes an intent that was never claimed, so that it can never be charged. */
export function cancelIntent(batch: WriteBatch, snapshot: DocumentSnapshot<PaymentIntent>): void {
  const intent = snapshot.data();
  if (intent === undefined) throw new Error(`${snapshot.ref.path} does not exist`);
  updateAsRead(batch, snapshot, {
    status: advance(intent, "CANCELLED"),
    expiresAt: null,
    updatedAt: FieldValue.serverTimestamp(),
  });
}
