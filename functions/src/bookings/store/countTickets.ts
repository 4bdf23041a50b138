import {
  FieldValue,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type WriteBatch,
} from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import type { Order } from "../domain/order.js";
import { forgottenQuarters, quarterOf, type TicketCount } from "../domain/ticketCount.js";
import { ticketCountKey } from "../../shared/ids.js";
import { updateUnchanged } from "../../firestore/commit.js";
import { serverNow } from "../../firestore/serverClock.js";
import { ticketCounts } from "./collections.js";

type Holder = Pick<TicketCount, "performanceId" | "userId">;

/** The document that counts a user's tickets for a performance. */
export function countRef({ performanceId, userId }: Holder): DocumentReference<TicketCount> {
  return ticketCounts.doc(ticketCountKey(performanceId, userId));
}

/**
 * Creates a user's ticket count for a performance, with the seats of an order.
 * @param returned how many of the user's seats the same commit releases unpaid. They are subtracted from the tickets,
 * and counted as given back.
 */
export function createCount(batch: WriteBatch, order: Order, returned = 0): void {
  const { userId, performanceId, seats } = order;
  batch.create(countRef(order), {
    userId,
    performanceId,
    tickets: seats.length - returned,
    ...(returned > 0 && { givenBack: { [quarterOf(serverNow())]: returned } }),
    updatedAt: FieldValue.serverTimestamp(),
  });
}

/**
 * Adds an order's seats to a ticket count, and moves the seats that the same commit releases (`returned`) to those
 * given back. Deletes outdated quarters of an hour. The commit fails if the count changed after its read.
 */
export function addToCount(
  batch: WriteBatch,
  { seats }: Order,
  count: DocumentSnapshot<TicketCount>,
  { returned, now }: { returned: number; now: Date },
): void {
  const change: DocumentData = { tickets: FieldValue.increment(seats.length - returned) };
  for (const quarter of forgottenQuarters(count.data()!, now)) {
    change[`givenBack.${quarter}`] = FieldValue.delete();
  }
  if (returned > 0) change[`givenBack.${quarterOf(serverNow())}`] = FieldValue.increment(returned);
  updateUnchanged(batch, count, { ...change, updatedAt: FieldValue.serverTimestamp() });
}

/** Subtracts the seats of cancelled bookings from their users' ticket counts, and counts them as given back unpaid. */
export function returnTickets(batch: WriteBatch, cancelled: readonly Booking[]): void {
  const holders = new Map<string, Holder>(cancelled.map((booking) => [countRef(booking).id, booking]));
  for (const [id, { userId, performanceId }] of holders) {
    const returned = seatsIn(cancelled.filter((booking) => countRef(booking).id === id));
    batch.set(
      ticketCounts.doc(id),
      {
        userId,
        performanceId,
        tickets: FieldValue.increment(-returned),
        givenBack: { [quarterOf(serverNow())]: FieldValue.increment(returned) },
        updatedAt: FieldValue.serverTimestamp(),
      },
      { merge: true },
    );
  }
}

/** Subtracts a number of paid seats from their user's ticket count. They do not count as given back unpaid. */
export function returnPaidTickets(batch: WriteBatch, booking: Booking, seats: number): void {
  const { userId, performanceId } = booking;
  const tickets = FieldValue.increment(-seats);
  const change = { userId, performanceId, tickets, updatedAt: FieldValue.serverTimestamp() };
  batch.set(countRef(booking), change, { merge: true });
}

/** Returns how many seats some bookings have together. */
export function seatsIn(bookings: readonly Booking[]): number {
  return bookings.reduce((total, { seatIds }) => total + seatIds.length, 0);
}
