import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { seatKey } from "../domain/ids.js";
import type { Outcome } from "../domain/paymentIntent.js";
import { decideSettlement } from "../domain/settlement.js";
import { bookings, occupiedSeats } from "./collections.js";
import { commitAsRead, updateAsRead } from "./guarded.js";
import { releaseBooking } from "./releaseBooking.js";

export type Settled = "confirmed" | "released" | "settled before";

/**
 * Moves a booking and its seats to where its payment ended. Safe to repeat, in any order, hours late.
 * @throws if it could not be committed; the event is then delivered again, or the sweep comes by.
 */
export function settleBooking(bookingId: string, outcome: Outcome["status"]): Promise<Settled> {
  return commitAsRead(async (batch) => {
    const snapshot = await bookings.doc(bookingId).get();
    const booking = snapshot.data();
    if (booking === undefined) throw new Error(`the paid booking ${bookingId} does not exist`);
    switch (decideSettlement(booking, outcome)) {
      case "done":
        return "settled before";
      case "confirm":
        confirm(batch, snapshot, booking);
        await batch.commit();
        return "confirmed";
      case "release":
        releaseBooking(batch, snapshot, "PAYMENT_FAILED");
        await batch.commit();
        return "released";
    }
  });
}

function confirm(batch: WriteBatch, snapshot: DocumentSnapshot<Booking>, booking: Booking): void {
  const now = FieldValue.serverTimestamp();
  updateAsRead(batch, snapshot, { status: "confirmed", confirmedAt: now, updatedAt: now });
  for (const seatId of booking.seatIds) {
    batch.update(occupiedSeats.doc(seatKey(booking.performanceId, seatId)), {
      status: "booked",
      lockedUntil: null,
    });
  }
}
