import {
  Timestamp,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Query,
} from "firebase-admin/firestore";
import { Id } from "../functions/src/shared/ids.js";
import { Layout } from "../functions/src/layouts/layout.js";
import { Performance } from "../functions/src/performances/performance.js";
import { UserError } from "./userError.js";

/** A seat that is sold or held. */
export interface TakenSeat {
  seatId: string;
  bookingId: string;
  status: "locked" | "booked";
}

/** The fields of a stored document, with timestamps converted to dates, but not those inside maps and lists. */
export function fieldsOf(snapshot: DocumentSnapshot): Record<string, unknown> {
  const fields = Object.entries(snapshot.data() ?? {});
  return Object.fromEntries(
    fields.map(([name, value]) => [name, value instanceof Timestamp ? value.toDate() : value]),
  );
}

/** Parses a stored performance. Returns null if there is none or it is malformed: the functions could not sell it. */
export function performanceOf(snapshot: DocumentSnapshot): Performance | null {
  return Performance.safeParse(fieldsOf(snapshot)).data ?? null;
}

/**
 * Reads a performance.
 * @throws UserError if it does not exist or is malformed.
 */
export async function readPerformance(
  db: Firestore,
  id: string,
  get: (ref: DocumentReference) => Promise<DocumentSnapshot> = (ref) => ref.get(),
): Promise<{ performance: Performance; snapshot: DocumentSnapshot }> {
  const snapshot = await get(performanceRef(db, id));
  if (!snapshot.exists) throw new UserError(`${id}: there is no such performance.`);
  const performance = performanceOf(snapshot);
  if (performance === null) throw new UserError(`${id}: what is stored is no performance; load it anew.`);
  return { performance, snapshot };
}

/**
 * Returns the reference of a performance's document.
 * @throws UserError if the id is not valid.
 */
export function performanceRef(db: Firestore, id: string): DocumentReference {
  if (!Id.safeParse(id).success) throw new UserError(`${id}: there is no such performance.`);
  return db.collection("performances").doc(id);
}

/** Parses a stored layout. Returns null if there is none or it is malformed. The functions could not send it either. */
export function layoutOf(snapshot: DocumentSnapshot): Layout | null {
  return Layout.safeParse(fieldsOf(snapshot)).data ?? null;
}

/**
 * Returns the reference of a layout's document.
 * @throws UserError if the id is not valid.
 */
export function layoutRef(db: Firestore, id: string): DocumentReference {
  if (!Id.safeParse(id).success) throw new UserError(`${id}: there is no such layout.`);
  return db.collection("layouts").doc(id);
}

/** A query for the sold and held seats of a performance. */
export function seatsOf(db: Firestore, performanceId: string): Query {
  return db
    .collection("occupiedSeats")
    .where("performanceId", "==", performanceId)
    .select("seatId", "bookingId", "status");
}

/** Reads the sold and held seats of a performance. Firestore charges one read for each of them. */
export async function takenSeats(db: Firestore, performanceId: string): Promise<TakenSeat[]> {
  return (await seatsOf(db, performanceId).get()).docs.map((seat) => seat.data() as TakenSeat);
}

/** Counts the sold and the held seats in a list. */
export function countTaken(seats: readonly TakenSeat[]): { sold: number; held: number } {
  const sold = seats.filter((seat) => seat.status === "booked").length;
  return { sold, held: seats.length - sold };
}

/** How many seats a performance has. */
export function houseSize({ sections }: Pick<Performance, "sections">): number {
  const ranges = sections.flatMap((section) => section.rows);
  return ranges.reduce((total, { firstSeat, lastSeat }) => total + lastSeat - firstSeat + 1, 0);
}

/** Splits a list into pieces of at most `size` elements. */
export function pieces<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** Calls `act` for each element of a list, twenty at a time. Returns the results in the list's order. */
export async function forEachOf<T, R>(list: readonly T[], act: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const piece of pieces(list, 20)) results.push(...(await Promise.all(piece.map(act))));
  return results;
}
