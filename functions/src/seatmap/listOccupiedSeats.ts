import { FieldPath, type DocumentSnapshot } from "firebase-admin/firestore";
import { seatKey } from "../shared/ids.js";
import { hasExpired, type OccupiedSeat } from "../bookings/domain/seat.js";
import { readPurchases, whyReleasable } from "../bookings/store/purchase.js";
import { readable, unlessMalformed } from "../firestore/readable.js";
import { noteServerTime } from "../firestore/serverClock.js";
import { getAll } from "../firestore/database.js";
import { shareRead, WHILE_IN_PROGRESS } from "../firestore/sharedRead.js";
import { occupiedSeats } from "../bookings/store/collections.js";

/** The most seats on one page. An instance could run out of memory if many callers read a whole venue at once. */
const MOST_SEATS = 1_000;

/** The seats that a call asks for: the named ones, or the page after the document `after`. Null: the first page. */
export type SeatsAsked = { seatIds: readonly string[] } | { after: string | null };

export interface SeatsAsRead {
  seats: OccupiedSeat[];
  /** The id of the last document on the page, also if that document is malformed. Null if no page follows. */
  next: string | null;
  serverTime: Date;
}

/**
 * Lists those of the named seats, or of one page, that are taken. A seat whose lock expired is left out if its owner
 * may lose it. Malformed seats are left out. Calls that ask for the same at the same time may share a read.
 */
export function listOccupiedSeats(performanceId: string, asked: SeatsAsked): Promise<SeatsAsRead> {
  return shareRead(["occupiedSeats", performanceId, asked], WHILE_IN_PROGRESS, () =>
    readTaken(performanceId, asked),
  );
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
