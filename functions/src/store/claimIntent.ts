import { FieldValue, type Timestamp } from "firebase-admin/firestore";
import { notPending } from "../domain/booking.js";
import { advance, decideClaim, LEASE_MS, ownIntent, type PaymentIntent } from "../domain/paymentIntent.js";
import { bookings, paymentIntents } from "./collections.js";
import { commitAsRead, updateAsRead } from "./guarded.js";
import { noteServerTime } from "./serverClock.js";

/** An intent that this call, and no other, may charge until the lease runs out. */
export interface ClaimedIntent {
  intent: PaymentIntent;
  /** When the claim was written: what follows is written only on this. */
  updateTime: Timestamp;
}

/**
 * Claims an intent before it is charged, or answers it as it is if it is finished. From here on it does not expire, and
 * its seats stay with it until its outcome is known.
 * @throws Refusal PAYMENT_INTENT_NOT_FOUND, BOOKING_EXPIRED, BOOKING_NOT_PENDING, PAYMENT_IN_PROGRESS, CONTENDED.
 */
export function claimIntent(
  paymentIntentId: string,
  caller: { userId: string; attemptId: string },
): Promise<ClaimedIntent | { finished: PaymentIntent }> {
  return commitAsRead(async (batch) => {
    const snapshot = await paymentIntents.doc(paymentIntentId).get();
    const now = noteServerTime(snapshot.readTime);
    const intent = ownIntent(snapshot.data(), caller.userId);
    switch (decideClaim(intent, caller.attemptId, now)) {
      case "finished":
        return { finished: intent };
      case "cancelled":
        throw await whyCancelled(intent);
      case "claimed":
        return { intent, updateTime: snapshot.updateTime! };
      case "claim": {
        const claim = {
          status: advance(intent, "PROCESSING"),
          attempt: { id: caller.attemptId, number: (intent.attempt?.number ?? 0) + 1 },
          expiresAt: new Date(now.getTime() + LEASE_MS),
        };
        updateAsRead(batch, snapshot, { ...claim, updatedAt: FieldValue.serverTimestamp() });
        const [written] = await batch.commit();
        return { intent: { ...intent, ...claim }, updateTime: written!.writeTime };
      }
    }
  });
}

async function whyCancelled({ bookingId }: PaymentIntent) {
  const booking = (await bookings.doc(bookingId).get()).data();
  return notPending(booking ?? { status: "cancelled", cancelReason: null });
}
