import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { ticketCountKey } from "../../shared/ids.js";
import { advance, type CancelReason, type PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { quarterOf } from "../domain/ticketCount.js";
import { updateUnchanged } from "../../firestore/commit.js";
import type { OwnSeats } from "./ownSeats.js";
import { serverNow } from "../../firestore/serverClock.js";
import { ticketCounts } from "./collections.js";

/**
 * Cancels a pending booking. Deletes the locks of its own seats, except those in `kept`, which a new booking takes
 * over. Lowers its user's ticket count, and adds to the count how many seats were given back unpaid.
 */
export function releaseBooking(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<Booking>,
  cancelReason: CancelReason,
  { own }: OwnSeats,
  kept: readonly string[] = [],
): void {
  const booking = snapshot.data();
  if (booking?.status !== "pending") throw new Error(`${snapshot.ref.path} holds no seats to release`);
  const { performanceId, userId, seatIds } = booking;
  const updatedAt = FieldValue.serverTimestamp();
  updateUnchanged(batch, snapshot, { status: "cancelled", cancelReason, updatedAt });
  for (const { seatId, ref, lastUpdateTime } of own) {
    if (!kept.includes(seatId)) batch.delete(ref, { lastUpdateTime });
  }
  const returned = seatIds.length;
  batch.set(
    ticketCounts.doc(ticketCountKey(performanceId, userId)),
    {
      userId,
      performanceId,
      tickets: FieldValue.increment(-returned),
      givenBack: { [quarterOf(serverNow())]: FieldValue.increment(returned) },
      updatedAt,
    },
    { merge: true },
  );
}

/** Cancels a payment intent that no call has claimed, so that it can never be charged. */
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
