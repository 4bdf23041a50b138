import { logger } from "firebase-functions/logger";
import { FieldValue, type DocumentSnapshot, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { lockEnd, wasBornExpired, type Booking } from "../domain/booking.js";
import { seatKey } from "../../shared/ids.js";
import { Inconsistency, Refusal } from "../../shared/refusals.js";
import type { OccupiedSeat } from "../domain/seat.js";
import { assertFewGivenBack, type TicketCount } from "../domain/ticketCount.js";
import {
  commitOnce,
  isWorthRereading,
  optimisticCommit,
  withCertainRefusals,
} from "../../firestore/commit.js";
import { earlierBooking, type Locked } from "./earlierBooking.js";
import { logCancelled } from "./ownSeats.js";
import { releaseOwn } from "./releaseOwn.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { assertAvailable, takeOver } from "./takeOver.js";
import { bookings, occupiedSeats } from "./collections.js";
import { addToCount, countRef, createCount, returnTickets, seatsIn } from "./countTickets.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "../../payments/store/collections.js";
import { assertWithinLimit, exceedsLimit, type Order } from "../domain/order.js";
import { openBooking } from "../domain/purchase.js";

/**
 * Creates an order's booking and payment intent and locks all its seats for five minutes, or returns the booking that
 * the same request made before. It reads only if a first commit without reading fails, or if the order alone exceeds
 * the ticket limit. It then also takes over seats that their owners may lose (`takeOver`).
 * @throws Refusal SEAT_TAKEN, TICKET_LIMIT, TOO_MANY_ATTEMPTS, REQUEST_ID_REUSED, CONTENDED, OUTCOME_UNKNOWN.
 */
export async function lockSeats(order: Order): Promise<Locked> {
  try {
    return await withCertainRefusals(
      async () => (exceedsLimit(order, 0) ? null : await lockUnread(order)) ?? lockAsRead(order),
    );
  } catch (error) {
    // The ticket count may still include bookings of the user that expired or were declined. They must not keep the
    // user from buying.
    if (!(error instanceof Refusal && error.reason === "TICKET_LIMIT")) throw error;
    await releaseOwn(order);
    return await lockAsRead(order);
  }
}

/**
 * Creates all documents of the purchase without reading. Returns null if a commit fails and the call may read and
 * decide again: see `isWorthRereading`.
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

/**
 * Returns the booking that the same request made before, with a new lock if it was born expired. If there is none,
 * locks the seats if they are free or may be taken over.
 */
function lockAsRead(order: Order): Promise<Locked> {
  return optimisticCommit<Locked>(async ({ batch, isRepeated }) => {
    const { made, count, seats, readAt } = await readWhatStands(order);
    const earlier = earlierBooking(made, { ...order, seatIds: order.seats.map((seat) => seat.seatId) });
    if (earlier !== null) {
      return {
        answer: wasBornExpired(earlier.booking) ? await lockAnew(earlier, made.createTime!) : earlier,
      };
    }
    const counted = count.data();
    if (counted !== undefined) assertFewGivenBack(counted, order.ticketLimit, readAt);
    const occupied = seats.filter((seat) => seat.exists);
    await assertAvailable(
      occupied.map((seat) => seat.data()!),
      { holdsTickets: (counted?.tickets ?? 0) > 0, now: readAt },
    );
    const { booking, locks } = createPurchase(batch, order);
    const { released, orphaned } = await takeOver(batch, occupied, locks, { isRepeated });
    const cancelled = released.map(({ booking: other }) => other);
    const isOwn = (other: Booking) => countRef(other).isEqual(count.ref);
    const returned = seatsIn(cancelled.filter(isOwn));
    assertWithinLimit(order, (counted?.tickets ?? 0) - returned);
    if (count.exists) addToCount(batch, order, count, { returned, now: readAt });
    else createCount(batch, order, returned);
    returnTickets(
      batch,
      cancelled.filter((other) => !isOwn(other)),
    );
    const taken = new Set(occupied.map((seat) => seat.id));
    for (const lock of locks) if (!taken.has(seatRef(lock).id)) batch.create(seatRef(lock), lock);
    return {
      onceCommitted: (committedAt) => {
        for (const { booking: other, reason, lost } of released) logCancelled(other.bookingId, reason, lost);
        for (const seat of orphaned) logger.error("seat.lock-orphaned", orphan(seat));
        return committed(booking, committedAt);
      },
    };
  });
}

/** Reads the booking, the ticket count and the seats together, as far as they exist. */
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

async function committed(booking: Booking, committedAt: Timestamp): Promise<Locked> {
  const { bookingId, seatIds } = booking;
  // What was committed is logged first, here and by the caller, because the second commit below may fail.
  logger.info("booking.created", { bookingId, seats: seatIds.length });
  const serverTime = committedAt.toDate();
  const locked = { booking: { ...booking, createdAt: serverTime, updatedAt: serverTime }, serverTime };
  return wasBornExpired(locked.booking) ? lockAnew(locked, committedAt) : locked;
}

/**
 * Gives a new lock of five minutes to a booking that was already expired when it was created. The commit fails if one
 * of its documents has changed since.
 */
async function lockAnew({ booking }: Locked, lastUpdateTime: Timestamp): Promise<Locked> {
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
  return { booking: { ...booking, expiresAt, updatedAt: serverTime }, serverTime };
}

function orphan(seat: OccupiedSeat): Error {
  return new Inconsistency(
    `seat ${seat.seatId} of ${seat.performanceId} was locked by ${seat.bookingId}, which has no use for it; it was taken over`,
  );
}

function seatRef({ performanceId, seatId }: Pick<OccupiedSeat, "performanceId" | "seatId">) {
  return occupiedSeats.doc(seatKey(performanceId, seatId));
}
