import { logger } from "firebase-functions/logger";
import { FieldValue, type DocumentSnapshot, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { lockEnd, wasBornExpired, type Booking } from "../domain/booking.js";
import { seatKey, ticketCountKey } from "../../shared/ids.js";
import { Inconsistency, Refusal } from "../../shared/refusals.js";
import type { OccupiedSeat } from "../domain/seat.js";
import { assertFewGivenBack, forgottenQuarters, type TicketCount } from "../domain/ticketCount.js";
import { commitOnce, isWorthRereading, optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { logCancelled } from "./ownSeats.js";
import { releaseOwn } from "./releaseOwn.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { assertAvailable, takeOver } from "./takeOver.js";
import { bookings, occupiedSeats, ticketCounts } from "./collections.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "../../payments/store/collections.js";
import { assertSameWish, assertWithinLimit, type Order } from "../domain/order.js";
import { openBooking } from "../domain/purchase.js";

/** A booking, and the database's time at which it was written or read. */
export interface Locked {
  booking: Booking;
  serverTime: Date;
  /** False if an earlier request, or an earlier attempt of this request, wrote the booking. */
  isNew: boolean;
}

/**
 * Locks all the seats of an order for five minutes, or none of them. It first tries to create the documents without
 * reading, and reads only if that commit fails. If the seats are free, this takes one round trip and no reads. If two
 * calls want the same seat, one of the two commits fails at once.
 * @throws Refusal SEAT_TAKEN, TICKET_LIMIT, TOO_MANY_ATTEMPTS, REQUEST_ID_REUSED, CONTENDED, OUTCOME_UNKNOWN.
 */
export async function lockSeats(order: Order): Promise<Locked> {
  const locked = order.seats.length <= order.ticketLimit ? await lockUnread(order) : null;
  if (locked !== null) return locked;
  try {
    return await lockAsRead(order);
  } catch (error) {
    // The ticket count still includes bookings that expired or were declined and are not swept or settled yet. They
    // are released here, because they must not keep their own user from buying.
    if (!(error instanceof Refusal && error.reason === "TICKET_LIMIT")) throw error;
    await releaseOwn(order);
    return await lockAsRead(order);
  }
}

/**
 * Creates all documents of the purchase without reading. Returns null if a document already exists or if the commit's
 * answer was lost.
 */
async function lockUnread(order: Order): Promise<Locked | null> {
  const batch = db.batch();
  const { booking, locks } = createPurchase(batch, order);
  for (const lock of locks) batch.create(seatRef(lock), lock);
  createCount(batch, order);
  try {
    return await committed(booking, await commitOnce(batch));
  } catch (error) {
    if (!isWorthRereading(error)) throw error;
    return null;
  }
}

/** Reads the documents that already exist, then locks the seats if they are free or their locks may be taken over. */
function lockAsRead(order: Order): Promise<Locked> {
  return optimisticCommit<Locked>(async ({ batch, isRepeated }) => {
    const { made, count, seats, readAt } = await readWhatStands(order);
    const earlier = made.data();
    if (earlier !== undefined) {
      assertSameWish(earlier, { ...order, seatIds: order.seats.map((seat) => seat.seatId) });
      const found = { booking: earlier, serverTime: readAt, isNew: false };
      return { answer: wasBornExpired(earlier) ? await lockAnew(found, made.createTime!) : found };
    }
    const counted = count.data();
    if (counted !== undefined) assertFewGivenBack(counted, order.ticketLimit, readAt);
    const occupied = seats.filter((seat) => seat.exists);
    await assertAvailable(
      occupied.map((seat) => seat.data()!),
      { holdsTickets: (counted?.tickets ?? 0) > 0, now: readAt },
    );
    const { booking, locks } = createPurchase(batch, order);
    // This write must come before the takeover, because its precondition is that the count is as it was read. A
    // takeover from the same user writes to the same count: it subtracts the released seats.
    if (count.exists) addToCount(batch, order, count, readAt);
    else createCount(batch, order);
    const { released, orphaned } = await takeOver(batch, occupied, locks, { isRepeated });
    const returned = released
      .filter(({ booking: other }) => other.userId === order.userId)
      .flatMap(({ booking: other }) => other.seatIds);
    assertWithinLimit(order, (counted?.tickets ?? 0) - returned.length);
    const taken = new Set(occupied.map((seat) => seat.id));
    for (const lock of locks) if (!taken.has(seatRef(lock).id)) batch.create(seatRef(lock), lock);
    return {
      onceCommitted: (committedAt) => {
        // Log first, because a booking that was already expired needs a second commit, which may fail.
        for (const { booking: other, reason, lost } of released) logCancelled(other.bookingId, reason, lost);
        for (const seat of orphaned) logger.error("seat.lock-orphaned", orphan(seat));
        return committed(booking, committedAt);
      },
    };
  });
}

/** Reads, in one round trip, the booking, the ticket count and the seats, as far as they exist. */
async function readWhatStands(order: Order) {
  const [made, count, ...seats] = (await db.getAll(
    bookings.doc(order.bookingId),
    countRef(order),
    ...order.seats.map(({ seatId }) => seatRef({ performanceId: order.performanceId, seatId })),
  )) as [DocumentSnapshot<Booking>, DocumentSnapshot<TicketCount>, ...DocumentSnapshot<OccupiedSeat>[]];
  return { made, count, seats, readAt: noteServerTime(made.readTime) };
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

function addToCount(
  batch: WriteBatch,
  { seats }: Order,
  count: DocumentSnapshot<TicketCount>,
  now: Date,
): void {
  const forgotten = forgottenQuarters(count.data()!, now).map((quarter) => `givenBack.${quarter}`);
  updateUnchanged(batch, count, {
    tickets: FieldValue.increment(seats.length),
    ...Object.fromEntries(forgotten.map((field) => [field, FieldValue.delete()])),
    updatedAt: FieldValue.serverTimestamp(),
  });
}

async function committed(booking: Booking, committedAt: Timestamp): Promise<Locked> {
  const serverTime = committedAt.toDate();
  const written = { ...booking, createdAt: serverTime, updatedAt: serverTime };
  const locked = { booking: written, serverTime, isNew: true };
  return wasBornExpired(written) ? lockAnew(locked, committedAt) : locked;
}

/**
 * Gives a booking that was already expired when it was created a new lock of five minutes. The precondition is that
 * its documents have not changed since they were created.
 */
async function lockAnew({ booking, isNew }: Locked, lastUpdateTime: Timestamp): Promise<Locked> {
  const { bookingId, paymentIntentId, performanceId, seatIds } = booking;
  const expiresAt = lockEnd(serverNow());
  const updatedAt = FieldValue.serverTimestamp();
  const batch = db.batch();
  const asWritten = { lastUpdateTime };
  batch.update(bookings.doc(bookingId), { expiresAt, updatedAt }, asWritten);
  batch.update(
    paymentIntents.doc(paymentIntentId),
    { payBy: expiresAt, dueAt: expiresAt, updatedAt },
    asWritten,
  );
  for (const seatId of seatIds) {
    batch.update(seatRef({ performanceId, seatId }), { lockedUntil: expiresAt }, asWritten);
  }
  const serverTime = (await commitOnce(batch)).toDate();
  return { booking: { ...booking, expiresAt, updatedAt: serverTime }, serverTime, isNew };
}

function orphan(seat: OccupiedSeat): Error {
  return new Inconsistency(
    `seat ${seat.seatId} of ${seat.performanceId} was locked by ${seat.bookingId}, which has no use for it; it was taken over`,
  );
}

function seatRef({ performanceId, seatId }: Pick<OccupiedSeat, "performanceId" | "seatId">) {
  return occupiedSeats.doc(seatKey(performanceId, seatId));
}

function countRef({ performanceId, userId }: Pick<Order, "performanceId" | "userId">) {
  return ticketCounts.doc(ticketCountKey(performanceId, userId));
}
