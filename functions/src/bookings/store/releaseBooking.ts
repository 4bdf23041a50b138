import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { advance, type CancelReason, type PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { updateUnchanged } from "../../firestore/commit.js";
import type { OwnSeats } from "./ownSeats.js";
import { returnTickets } from "./countTickets.js";

/**
 * Cancels a pending booking, deletes the locks of the seats it still owns, and counts its tickets as given back unpaid.
 */
export function releaseBooking(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<Booking>,
  cancelReason: CancelReason,
  seats: OwnSeats,
): void {
  releaseSeats(batch, snapshot, cancelReason, seats);
  returnTickets(batch, [snapshot.data()!]);
}

/**
 * Cancels a pending booking and deletes the locks of the seats it still owns. Locks of seats in `kept` stay, because a
 * new booking takes them over. The caller must change the ticket count in the same commit.
 */
export function releaseSeats(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<Booking>,
  cancelReason: CancelReason,
  { own }: OwnSeats,
  kept: readonly string[] = [],
): void {
  const booking = snapshot.data();
  if (booking?.status !== "pending") throw new Error(`${snapshot.ref.path} holds no seats to release`);
  const updatedAt = FieldValue.serverTimestamp();
  updateUnchanged(batch, snapshot, { status: "cancelled", cancelReason, updatedAt });
  for (const { seatId, ref, lastUpdateTime } of own) {
    if (!kept.includes(seatId)) batch.delete(ref, { lastUpdateTime });
  }
}

/** Cancels a payment intent. Throws an error if it is not PENDING. */
export function cancelIntent(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<PaymentIntent>,
  cancelReason: CancelReason,
): void {
  const intent = snapshot.data();
  if (intent === undefined) throw new Error(`${snapshot.ref.path} does not exist`);
  updateUnchanged(batch, snapshot, {
    status: advance(intent, "CANCELLED"),
    cancelReason,
    dueAt: null,
    updatedAt: FieldValue.serverTimestamp(),
  });
}
