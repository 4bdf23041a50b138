import type { DocumentSnapshot, WriteBatch } from "firebase-admin/firestore";
import type { CancelReason } from "../../payments/domain/paymentIntent.js";
import type { Booking } from "../domain/booking.js";
import { bookingIdOf, paymentIntentIdOf } from "../../shared/ids.js";
import { hasExpired, seatTaken, type OccupiedSeat } from "../domain/seat.js";
import { updateUnchanged } from "../../firestore/commit.js";
import { ownSeats } from "./ownSeats.js";
import { readPurchases, whyReleasable } from "./purchase.js";
import { cancelIntent, releaseSeats } from "./releaseBooking.js";
import { getAll } from "../../firestore/database.js";
import { paymentIntents } from "../../payments/store/collections.js";

/** What a takeover cancels and replaces. */
export interface TakenOver {
  /** The bookings to cancel. `lost` are the seats that such a booking was found to have lost before. */
  released: { booking: Booking; reason: CancelReason; lost: string[] }[];
  /** Seats whose lock names a booking that does not exist, is cancelled, or does not include the seat. */
  orphaned: OccupiedSeat[];
}

/**
 * Gives a new booking the seats that passed `assertAvailable`. Cancels the releasable bookings that own them, and
 * these bookings' PENDING payments, and releases their other seats. The caller must change their ticket counts.
 * @throws Refusal SEAT_TAKEN if the owner of one of the seats keeps it: see `releasable`.
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
  const reasonOf = (seat: OccupiedSeat) => whyReleasable(byId.get(seat.bookingId)!, seat);
  const held = occupied.filter((seat) => reasonOf(seat) === null);
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
    releaseSeats(batch, booking, reason, own, [...wanted.keys()]);
    released.push({ booking: booking.data()!, reason, lost: own.lost });
  }
  for (const seat of seats) updateUnchanged(batch, seat, { ...wanted.get(seat.data()!.seatId) });
  return { released, orphaned: occupied.filter((seat) => reasonOf(seat) === "ORPHANED") };
}

/**
 * Refuses seats that are taken. A seat whose lock expired passes, because `takeOver` checks its payment. If
 * `holdsTickets` is true and no seat is booked, a seat whose payment was declined passes too, so that its user can try
 * again before the event releases it. Otherwise no payment is read, to keep the refusals of a crowd cheap.
 * @throws Refusal SEAT_TAKEN, naming the seats that do not pass.
 */
export async function assertAvailable(
  seats: readonly OccupiedSeat[],
  { holdsTickets, now }: { holdsTickets: boolean; now: Date },
): Promise<void> {
  const running = seats.filter((seat) => !hasExpired(seat, now));
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
