import type { DocumentSnapshot, WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { bookingIdOf, paymentIntentIdOf } from "../../shared/ids.js";
import { hasRunOut, seatTaken, type OccupiedSeat } from "../domain/seat.js";
import { updateUnchanged } from "../../firestore/commit.js";
import { ownSeats } from "./ownSeats.js";
import { readPurchases, whyReleasable } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";
import { getAll } from "../../firestore/database.js";
import { paymentIntents } from "../../payments/store/collections.js";

/** What a takeover took from whom. */
export interface TakenOver {
  /** The bookings that lost their seats, and with them seats that had been lost before. */
  released: { booking: Booking; lost: string[] }[];
  /** Seats whose booking is not there or had given them up. */
  orphaned: OccupiedSeat[];
}

/**
 * Takes seats over into new locks that `assertAvailable` let through: every booking that loses one is cancelled with all
 * its other seats in the same commit. It needs no sweep.
 * @throws Refusal SEAT_TAKEN where a payment holds a seat past its time.
 */
export async function takeOver(
  batch: WriteBatch,
  seats: readonly DocumentSnapshot<OccupiedSeat>[],
  locks: readonly OccupiedSeat[],
  options: { isRepeated: boolean },
): Promise<TakenOver> {
  const occupied = seats.map((seat) => seat.data()!);
  const owners = await readPurchases(ownersOf(occupied));
  const byId = new Map(owners.map((owner) => [owner.booking.id, owner]));
  const because = (seat: OccupiedSeat) => whyReleasable(byId.get(seat.bookingId)!, seat);
  const held = occupied.filter((seat) => because(seat) === null);
  if (held.length > 0) throw seatTaken(held);

  const wanted = new Map(locks.map((lock) => [lock.seatId, lock]));
  const released: TakenOver["released"] = [];
  for (const owner of owners) {
    const { booking, intent } = owner;
    const reason = whyReleasable(owner);
    if (reason === null) continue;
    if (intent.data()?.status === "PENDING") cancelIntent(batch, intent, "EXPIRED");
    if (reason === "ORPHANED") continue;
    const own = await ownSeats(booking, options);
    releaseBooking(batch, booking, reason, own, [...wanted.keys()]);
    released.push({ booking: booking.data()!, lost: own.lost });
  }
  for (const seat of seats) updateUnchanged(batch, seat, { ...wanted.get(seat.data()!.seatId) });
  return { released, orphaned: occupied.filter((seat) => because(seat) === "ORPHANED") };
}

/**
 * Refuses seats that someone has. Those whose lock ran out pass: whether they can be had, their payments tell. So do
 * those whose payment was declined, of which only the event has not come yet: their user was told and may try again at
 * once. To find these costs a read for each owner, so only who holds tickets of the performance is let in for it.
 * @throws Refusal SEAT_TAKEN, naming every seat that is taken.
 */
export async function assertAvailable(
  seats: readonly OccupiedSeat[],
  { holdsTickets, now }: { holdsTickets: boolean; now: Date },
): Promise<void> {
  const running = seats.filter((seat) => !hasRunOut(seat, now));
  if (running.length === 0) return;
  if (!holdsTickets || running.some((seat) => seat.status === "booked")) throw seatTaken(running);
  const intents = await getAll(ownersOf(running).map((id) => paymentIntents.doc(paymentIntentIdOf(id))));
  const declined = intents.filter((intent) => intent.data()?.status === "FAILURE");
  const free = new Set(declined.map((intent) => bookingIdOf(intent.id)));
  const taken = running.filter((seat) => !free.has(seat.bookingId));
  if (taken.length > 0) throw seatTaken(taken);
}

function ownersOf(seats: readonly OccupiedSeat[]): string[] {
  return [...new Set(seats.map((seat) => seat.bookingId))];
}
