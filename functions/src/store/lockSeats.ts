import {
  FieldValue,
  type DocumentSnapshot,
  type WriteBatch,
  type WriteResult,
} from "firebase-admin/firestore";
import {
  assertSameWish,
  assertWithinLimit,
  openBooking,
  type Booking,
  type Order,
} from "../domain/booking.js";
import { seatKey, ticketCountKey } from "../domain/ids.js";
import { Refusal } from "../domain/refusals.js";
import { assertNotTaken, type OccupiedSeat } from "../domain/seat.js";
import type { TicketCount } from "../domain/ticketCount.js";
import { bookings, db, occupiedSeats, paymentIntents, ticketCounts } from "./collections.js";
import { commitAsRead, isWorthRereading, updateAsRead } from "./guarded.js";
import { releaseOwnRunOut } from "./releaseOwnRunOut.js";
import { noteServerTime, serverNow } from "./serverClock.js";
import { takeOver } from "./takeOver.js";

/** A booking, and the database's time at which it was written or found. */
export interface Locked {
  booking: Booking;
  serverTime: Date;
  /** False where an earlier request, or an earlier try of this one, had written it. */
  isNew: boolean;
}

/**
 * Locks all the seats of an order for five minutes, or none. It creates first and reads only when that was refused:
 * where the seats are free it takes one round trip and reads nothing, and of two calls for one seat one fails at once.
 * @throws Refusal SEAT_TAKEN, TICKET_LIMIT, REQUEST_ID_REUSED, CONTENDED.
 */
export async function lockSeats(order: Order): Promise<Locked> {
  const locked = order.seats.length <= order.ticketLimit ? await lockUnread(order) : null;
  if (locked !== null) return locked;
  try {
    return await lockAsRead(order);
  } catch (error) {
    // The limit counts locks that ran out and were not swept yet: they must not keep their own user from buying.
    if (!(error instanceof Refusal && error.reason === "TICKET_LIMIT")) throw error;
    await releaseOwnRunOut(order);
    return await lockAsRead(order);
  }
}

/** Creates everything without looking, or answers null if something stood in the way or the answer was lost. */
async function lockUnread(order: Order): Promise<Locked | null> {
  const batch = db.batch();
  const { booking, locks } = createPurchase(batch, order);
  for (const lock of locks) batch.create(seatRef(lock), lock);
  createCount(batch, order);
  try {
    return committed(booking, await batch.commit());
  } catch (error) {
    if (!isWorthRereading(error)) throw error;
    return null;
  }
}

/** Reads what stands in the way and locks where the way is free, also over locks that ran out. */
function lockAsRead(order: Order): Promise<Locked> {
  return commitAsRead(async (batch) => {
    const { earlier, count, seats, readAt } = await readWhatStands(order);
    if (earlier !== undefined) {
      assertSameWish(earlier, { ...order, seatIds: order.seats.map((seat) => seat.seatId) });
      return { booking: earlier, serverTime: readAt, isNew: false };
    }
    const occupied = seats.filter((seat) => seat.exists);
    assertNotTaken(
      occupied.map((seat) => seat.data()!),
      readAt,
    );
    const { booking, locks } = createPurchase(batch, order);
    // The count is written as it was read before a takeover from the same user adds to it what that gives back.
    if (count.exists) addToCount(batch, order, count);
    else createCount(batch, order);
    const released = await takeOver(batch, occupied, locks);
    const returned = released
      .filter((other) => other.userId === order.userId)
      .flatMap((other) => other.seatIds);
    assertWithinLimit(order, (count.data()?.tickets ?? 0) - returned.length);
    const taken = new Set(occupied.map((seat) => seat.id));
    for (const lock of locks) if (!taken.has(seatRef(lock).id)) batch.create(seatRef(lock), lock);
    return committed(booking, await batch.commit());
  });
}

/** Reads, in one round trip, all that a purchase would write over. */
async function readWhatStands(order: Order) {
  const [earlier, count, ...seats] = (await db.getAll(
    bookings.doc(order.bookingId),
    countRef(order),
    ...order.seats.map(({ seatId }) => seatRef({ performanceId: order.performanceId, seatId })),
  )) as [DocumentSnapshot<Booking>, DocumentSnapshot<TicketCount>, ...DocumentSnapshot<OccupiedSeat>[]];
  return { earlier: earlier.data(), count, seats, readAt: noteServerTime(earlier.readTime) };
}

function createPurchase(batch: WriteBatch, order: Order) {
  const { booking, intent, locks } = openBooking(order, serverNow());
  const written = { createdAt: FieldValue.serverTimestamp(), updatedAt: FieldValue.serverTimestamp() };
  batch.create(bookings.doc(booking.bookingId), { ...booking, ...written });
  batch.create(paymentIntents.doc(intent.paymentIntentId), { ...intent, ...written });
  return { booking, locks };
}

function createCount(batch: WriteBatch, { userId, performanceId, seats }: Order): void {
  const count = { userId, performanceId, tickets: seats.length, updatedAt: FieldValue.serverTimestamp() };
  batch.create(countRef({ userId, performanceId }), count);
}

function addToCount(batch: WriteBatch, { seats }: Order, count: DocumentSnapshot<TicketCount>): void {
  const tickets = FieldValue.increment(seats.length);
  updateAsRead(batch, count, { tickets, updatedAt: FieldValue.serverTimestamp() });
}

function committed(booking: Booking, [first]: WriteResult[]): Locked {
  const serverTime = noteServerTime(first!.writeTime);
  return { booking: { ...booking, createdAt: serverTime, updatedAt: serverTime }, serverTime, isNew: true };
}

function seatRef({ performanceId, seatId }: Pick<OccupiedSeat, "performanceId" | "seatId">) {
  return occupiedSeats.doc(seatKey(performanceId, seatId));
}

function countRef({ performanceId, userId }: Pick<Order, "performanceId" | "userId">) {
  return ticketCounts.doc(ticketCountKey(performanceId, userId));
}
