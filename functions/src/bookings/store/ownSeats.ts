import { logger } from "firebase-functions/logger";
import type { DocumentReference, DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import type { CancelReason } from "../../payments/domain/paymentIntent.js";
import type { Booking } from "../domain/booking.js";
import { seatKey } from "../../shared/ids.js";
import { getAll } from "../../firestore/database.js";
import { occupiedSeats } from "./collections.js";

/**
 * `own` are the seats that belong to a booking, if their update time is still `lastUpdateTime`. A commit that changes
 * them must require this. `lost` are the ids of the seats that no longer belong to the booking.
 */
export interface OwnSeats {
  own: { seatId: string; ref: DocumentReference; lastUpdateTime: Timestamp }[];
  lost: string[];
}

/**
 * Finds the seats that still belong to a pending booking. One commit creates the booking and its locks, and all
 * documents of a commit get the same time (https://firebase.google.com/docs/firestore/transaction-data-contention). So
 * the first attempt reads no seats, but takes the booking's creation time as their update time. A repeated attempt
 * reads them.
 */
export async function ownSeats(
  booking: DocumentSnapshot<Booking>,
  { isRepeated }: { isRepeated: boolean },
): Promise<OwnSeats> {
  return seatsOf(booking, booking.data()!.seatIds, isRepeated ? null : booking.createTime!);
}

/**
 * Finds which of the named seats still belong to a booking, and which no longer do.
 * @param writtenAt when the seats were last written. Then all count as the booking's own, unread. Null: they are read.
 */
export async function seatsOf(
  booking: DocumentSnapshot<Booking>,
  seatIds: readonly string[],
  writtenAt: Timestamp | null,
): Promise<OwnSeats> {
  const { performanceId } = booking.data()!;
  const refs = seatIds.map((seatId) => occupiedSeats.doc(seatKey(performanceId, seatId)));
  if (writtenAt !== null) {
    return {
      own: refs.map((ref, index) => ({
        seatId: seatIds[index]!,
        ref: ref as DocumentReference,
        lastUpdateTime: writtenAt,
      })),
      lost: [],
    };
  }
  const seats: OwnSeats = { own: [], lost: [] };
  for (const [index, seat] of (await getAll(refs)).entries()) {
    const seatId = seatIds[index]!;
    if (seat.get("bookingId") !== booking.id) seats.lost.push(seatId);
    else seats.own.push({ seatId, ref: seat.ref as DocumentReference, lastUpdateTime: seat.updateTime! });
  }
  return seats;
}

/** Logs that a booking was cancelled, and an error if it had lost seats before, because a person must then look. */
export function logCancelled(bookingId: string, cancelReason: CancelReason, lost: readonly string[]): void {
  logger.info("booking.cancelled", { bookingId, cancelReason });
  logLost(bookingId, lost);
}

export function logLost(bookingId: string, lost: readonly string[]): void {
  if (lost.length > 0) logger.error("booking.seats-lost", new Error(lostText(bookingId, lost)));
}

export function lostText(bookingId: string, lost: readonly string[]): string {
  return `the seats ${lost.join(", ")} of booking ${bookingId} are not its own any more`;
}
