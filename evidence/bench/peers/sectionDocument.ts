import type { Booking } from "../../../functions/src/bookings/domain/booking.js";
import { seatTaken, type OccupiedSeat } from "../../../functions/src/bookings/domain/seat.js";
import { grouped } from "../grouped.js";
import { transactionalDesign } from "./transactional.js";
import { db } from "../../../functions/src/firestore/database.js";

const sections = db.collection("sectionSeats");

/** The seats in a section's document, by seat id. A seat that is null or absent is free. */
type Seats = Record<string, Pick<OccupiedSeat, "bookingId" | "status" | "lockedUntil"> | null>;

const refOf = (performanceId: string, section: string) => sections.doc(`${performanceId}_${section}`);

/** The updates, by document path, that set all seats of a booking to one value. Each section is one document. */
function changes(booking: Booking, seat: Seats[string]): Map<string, Seats> {
  const bySection = grouped(booking.seats, ({ section }) => section);
  return new Map(
    [...bySection].map(([section, seats]) => [
      refOf(booking.performanceId, section).path,
      Object.fromEntries(seats.map(({ seatId }) => [`seats.${seatId}`, seat])),
    ]),
  );
}

/** Keeps all seats of a section in one document. To lock seats, it reads and writes the documents of their sections. */
export const sectionDocument = transactionalDesign("one document per section", "section", {
  async open(performanceId, performance) {
    const batch = db.batch();
    for (const { section } of performance.sections) {
      batch.create(refOf(performanceId, section), { performanceId, section, seats: {} });
    }
    await batch.commit();
  },
  async lock(transaction, booking) {
    const { performanceId, bookingId, expiresAt: lockedUntil } = booking;
    const names = [...new Set(booking.seats.map(({ section }) => section))];
    const read = await transaction.getAll(...names.map((section) => refOf(performanceId, section)));
    const held = Object.assign({}, ...read.map((snapshot) => snapshot.get("seats") as Seats)) as Seats;
    const taken = booking.seatIds.filter((seatId) => held[seatId]);
    if (taken.length > 0) {
      throw seatTaken(taken.map((seatId) => ({ performanceId, seatId, ...held[seatId]! })));
    }
    return () => {
      for (const [path, change] of changes(booking, { bookingId, status: "locked", lockedUntil })) {
        transaction.update(db.doc(path), change);
      }
    };
  },
  async move(transaction, bookings, to) {
    const written = new Map<string, Seats>();
    for (const booking of bookings) {
      const { bookingId } = booking;
      const seat = to === "free" ? null : { bookingId, status: to, lockedUntil: null };
      for (const [path, change] of changes(booking, seat)) {
        written.set(path, { ...written.get(path), ...change });
      }
    }
    return () => {
      for (const [path, change] of written) transaction.update(db.doc(path), change);
    };
  },
  async occupied(performanceId) {
    const found = await sections.where("performanceId", "==", performanceId).get();
    return found.docs
      .flatMap((snapshot) => Object.values(snapshot.get("seats") as Seats))
      .filter((seat) => seat !== null).length;
  },
  sweepsTogether: true,
});
