import { logger } from "firebase-functions/logger";
import type { DocumentReference, DocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { seatKey } from "../../shared/ids.js";
import { getAll } from "../../firestore/database.js";
import { occupiedSeats } from "./collections.js";

/** The seats of a booking that may be moved, each only as it is, and those that it lost. */
export interface OwnSeats {
  own: { seatId: string; ref: DocumentReference; lastUpdateTime: Timestamp }[];
  lost: string[];
}

/**
 * Finds the seats that are a booking's own. A commit is one moment (https://firebase.google.com/docs/firestore/transaction-data-contention),
 * so a seat that nobody changed since its booking was made has the booking's creation time as its update time: said as
 * a precondition, that needs no reading. Only where such a commit has failed are the seats read.
 */
export async function ownSeats(
  booking: DocumentSnapshot<Booking>,
  { isRepeated }: { isRepeated: boolean },
): Promise<OwnSeats> {
  const { performanceId, seatIds } = booking.data()!;
  const refs = seatIds.map((seatId) => occupiedSeats.doc(seatKey(performanceId, seatId)));
  if (!isRepeated) {
    const lastUpdateTime = booking.createTime!;
    return {
      own: refs.map((ref, index) => ({
        seatId: seatIds[index]!,
        ref: ref as DocumentReference,
        lastUpdateTime,
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

/** Tells whoever must look that seats were taken from a booking in a way that the protocol rules out. */
export function reportLost(bookingId: string, lost: readonly string[]): void {
  if (lost.length > 0) logger.error("booking.seats-lost", new Error(lostText(bookingId, lost)));
}

/** Says which seats a booking lost. */
export function lostText(bookingId: string, lost: readonly string[]): string {
  return `the seats ${lost.join(", ")} of booking ${bookingId} are not its own any more`;
}
