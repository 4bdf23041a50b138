import { logger } from "firebase-functions/logger";
import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import type { Outcome } from "../../payments/domain/paymentIntent.js";
import { Inconsistency } from "../../shared/refusals.js";
import { optimisticCommit, Outdated, updateUnchanged } from "../../firestore/commit.js";
import { lostText, ownSeats, logCancelled, type OwnSeats } from "./ownSeats.js";
import { releaseBooking } from "./releaseBooking.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { bookings } from "./collections.js";
import { decideSettlement } from "../domain/purchase.js";

export type Settled = "confirmed" | "released" | "settled before";

/**
 * Confirms or releases a booking and its seats, according to the payment's outcome. It may be called more than once and
 * late.
 * @throws Inconsistency as `decideSettlement` does, and if a booking to confirm has lost a seat.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function settleBooking(bookingId: string, outcome: Outcome["status"]): Promise<Settled> {
  return optimisticCommit<Settled>(async ({ batch, isRepeated }) => {
    const snapshot = await bookings.doc(bookingId).get();
    noteServerTime(snapshot.readTime);
    const decision = decideSettlement(bookingId, snapshot.data(), outcome);
    if (decision === "done") return { answer: "settled before" };
    const seats = await ownSeats(snapshot, { isRepeated });
    if (decision === "confirm") {
      if (seats.lost.length > 0) {
        // After the booking was read, another call may have confirmed it and given seats back. Then decide again.
        const { updateTime } = await bookings.doc(bookingId).get();
        if (!updateTime?.isEqual(snapshot.updateTime!)) throw new Outdated();
        throw new Inconsistency(`${lostText(bookingId, seats.lost)}, and they are paid`);
      }
      confirm(batch, snapshot, seats);
      return {
        onceCommitted: () => {
          logger.info("booking.confirmed", { bookingId });
          return "confirmed";
        },
      };
    }
    releaseBooking(batch, snapshot, "PAYMENT_FAILED", seats);
    return {
      onceCommitted: () => {
        logCancelled(bookingId, "PAYMENT_FAILED", seats.lost);
        return "released";
      },
    };
  });
}

function confirm(batch: WriteBatch, snapshot: DocumentSnapshot<Booking>, { own }: OwnSeats): void {
  const now = FieldValue.serverTimestamp();
  updateUnchanged(batch, snapshot, { status: "confirmed", confirmedAt: now, updatedAt: now });
  for (const { ref, lastUpdateTime } of own) {
    batch.update(ref, { status: "booked", lockedUntil: null }, { lastUpdateTime });
  }
}
