import { seatTaken, type OccupiedSeat } from "../../../functions/src/bookings/domain/seat.js";
import { seatKey } from "../../../functions/src/shared/ids.js";
import type { Booking } from "../../../functions/src/bookings/domain/booking.js";
import { transactionalDesign, type Transaction } from "./transactional.js";
import { db } from "../../../functions/src/firestore/database.js";

const seats = db.collection("eachSeats");
const lines = db.collection("eachLines");
const BATCH = 500;

const refOf = (performanceId: string, seatId: string) => seats.doc(seatKey(performanceId, seatId));

/** Reads one seat after another. Returns a function that writes the locks. @throws Refusal SEAT_TAKEN */
async function lock(transaction: Transaction, booking: Booking): Promise<() => void> {
  const taken: OccupiedSeat[] = [];
  for (const seatId of booking.seatIds) {
    const seat = (await transaction.get(refOf(booking.performanceId, seatId))).data();
    if (seat?.["status"] !== "free") taken.push(seat as OccupiedSeat);
  }
  if (taken.length > 0) throw seatTaken(taken);
  return () => {
    for (const { seatId, section, price } of booking.seats) {
      const { bookingId, expiresAt: lockedUntil } = booking;
      transaction.update(refOf(booking.performanceId, seatId), { status: "locked", bookingId, lockedUntil });
      transaction.create(lines.doc(`${bookingId}_${seatId}`), { bookingId, seatId, section, price });
    }
  };
}

/**
 * The straightforward design. Each seat of the venue has a document. To book, a transaction reads each wanted seat
 * in turn and then writes them all. Each seat of a booking also has a line document, as in a relational schema.
 */
export const eachSeat = transactionalDesign("a transaction that reads each seat", "each", {
  async open(performanceId, performance) {
    const all = performance.sections.flatMap(({ rows }) =>
      rows.flatMap(({ row, firstSeat, lastSeat }) =>
        Array.from({ length: lastSeat - firstSeat + 1 }, (_, place) => `${row}${firstSeat + place}`),
      ),
    );
    for (let first = 0; first < all.length; first += BATCH) {
      const batch = db.batch();
      for (const seatId of all.slice(first, first + BATCH)) {
        const free = { performanceId, seatId, status: "free", bookingId: null, lockedUntil: null };
        batch.create(refOf(performanceId, seatId), free);
      }
      await batch.commit();
    }
  },
  lock,
  async move(transaction, bookings, to) {
    return () => {
      for (const { performanceId, bookingId, seatIds } of bookings) {
        for (const seatId of seatIds) {
          const owner = to === "free" ? null : bookingId;
          transaction.update(refOf(performanceId, seatId), {
            status: to,
            bookingId: owner,
            lockedUntil: null,
          });
        }
      }
    };
  },
  async occupied(performanceId) {
    const held = seats
      .where("performanceId", "==", performanceId)
      .where("status", "in", ["locked", "booked"]);
    return (await held.count().get()).data().count;
  },
  sweepsTogether: false,
});
