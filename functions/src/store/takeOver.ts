import type { DocumentSnapshot, WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { seatTaken, type OccupiedSeat } from "../domain/seat.js";
import { Outdated, updateAsRead } from "./guarded.js";
import { readPurchases, whyReleasable } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";

/**
 * Takes seats whose lock ran out over into new locks: every booking that loses one is cancelled with all its other
 * seats in the same commit. It needs no sweep.
 * @returns the bookings that lost their seats.
 * @throws Refusal SEAT_TAKEN where a payment holds a seat past its time.
 */
export async function takeOver(
  batch: WriteBatch,
  seats: readonly DocumentSnapshot<OccupiedSeat>[],
  locks: readonly OccupiedSeat[],
): Promise<Booking[]> {
  const owners = await readPurchases([...new Set(seats.map((seat) => seat.data()!.bookingId))]);
  // Between the two readings it gave its seats up, or was paid: whether the seats can be had now, they tell themselves.
  if (owners.some(({ booking }) => booking.data()?.status !== "pending")) throw new Outdated();
  const keepers = new Set(
    owners.filter((owner) => whyReleasable(owner) === null).map((owner) => owner.booking.id),
  );
  const held = seats.map((seat) => seat.data()!).filter((seat) => keepers.has(seat.bookingId));
  if (held.length > 0) throw seatTaken(held);

  const wanted = new Map(locks.map((lock) => [lock.seatId, lock]));
  for (const owner of owners) {
    if (owner.intent.data()?.status === "PENDING") cancelIntent(batch, owner.intent);
    releaseBooking(batch, owner.booking, whyReleasable(owner)!, [...wanted.keys()]);
  }
  for (const seat of seats) updateAsRead(batch, seat, { ...wanted.get(seat.data()!.seatId) });
  return owners.map((owner) => owner.booking.data()!);
}
