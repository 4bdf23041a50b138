import { performance } from "node:perf_hooks";
import { FieldPath, type DocumentSnapshot } from "firebase-admin/firestore";
import { seatKey } from "../shared/ids.js";
import { hasExpired, type OccupiedSeat } from "../bookings/domain/seat.js";
import { readPurchases, whyReleasable } from "../bookings/store/purchase.js";
import { readable, unlessMalformed } from "../firestore/readable.js";
import { noteServerTime } from "../firestore/serverClock.js";
import { getAll } from "../firestore/database.js";
import { occupiedSeats } from "../bookings/store/collections.js";

/**
 * The most seats in one answer. If many callers read all of a venue of 10,000 seats at once, an instance would run
 * out of memory.
 */
const MOST_SEATS = 1_000;

/**
 * The seats asked for: those with the ids given, or all seats of the venue whose documents come after the id `after`.
 */
export type SeatsAsked = { seatIds: readonly string[] } | { after: string | null };

export interface SeatsAsRead {
  seats: OccupiedSeat[];
  /** The id of the last document on the page, which may be a malformed one, or null if no page follows. */
  next: string | null;
  serverTime: Date;
}

/** How long other calls may join a read, in milliseconds. The limit exists because a read may hang. */
const SHARED_MS = 1_000;

/** The reads in progress, by performance and seats asked for. */
const underWay = new Map<string, { reading: Promise<SeatsAsRead>; begunAt: number }>();

/**
 * Lists the seats of a performance, all or those asked for, that cannot be booked now. A seat whose lock expired is
 * left out, unless a payment still holds it. Calls that ask for the same seats at the same time share one read.
 */
export function listOccupiedSeats(performanceId: string, asked: SeatsAsked): Promise<SeatsAsRead> {
  const question = JSON.stringify([performanceId, asked]);
  const known = underWay.get(question);
  if (known !== undefined && performance.now() - known.begunAt < SHARED_MS) return known.reading;
  const begun = { reading: readTaken(performanceId, asked), begunAt: performance.now() };
  underWay.set(question, begun);
  const forget = () => underWay.get(question) === begun && underWay.delete(question);
  begun.reading.then(forget, forget);
  return begun.reading;
}

async function readTaken(performanceId: string, asked: SeatsAsked): Promise<SeatsAsRead> {
  const { seats, next, serverTime } = await ("seatIds" in asked
    ? readSome(performanceId, asked.seatIds)
    : readPage(performanceId, asked.after));
  const expired = seats.filter((seat) => hasExpired(seat, serverTime));
  const owners = await readPurchases([...new Set(expired.map((seat) => seat.bookingId))]);
  const byId = new Map(owners.map((owner) => [owner.booking.id, owner]));
  // If the owner's documents are malformed, the seat counts as taken.
  const isFree = (seat: OccupiedSeat) =>
    unlessMalformed(() => whyReleasable(byId.get(seat.bookingId)!, seat)) !== null;
  const taken = seats.filter((seat) => !(hasExpired(seat, serverTime) && isFree(seat)));
  return { seats: taken, next, serverTime };
}

async function readPage(performanceId: string, after: string | null): Promise<SeatsAsRead> {
  let query = occupiedSeats.where("performanceId", "==", performanceId).orderBy(FieldPath.documentId());
  if (after !== null) query = query.startAfter(after);
  const { docs, readTime } = await query.limit(MOST_SEATS + 1).get();
  const page = docs.slice(0, MOST_SEATS);
  const next = docs.length > MOST_SEATS ? page.at(-1)!.id : null;
  return { seats: readable(page), next, serverTime: noteServerTime(readTime) };
}

async function readSome(performanceId: string, seatIds: readonly string[]): Promise<SeatsAsRead> {
  const keys = [...new Set(seatIds.map((seatId) => seatKey(performanceId, seatId)))];
  const found = await getAll(keys.map((key) => occupiedSeats.doc(key)));
  const there = found.filter((snapshot) => snapshot.exists) as Existing[];
  return { seats: readable(there), next: null, serverTime: noteServerTime(found[0]!.readTime) };
}

type Existing = DocumentSnapshot<OccupiedSeat> & { data(): OccupiedSeat };
