import {
  Timestamp,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Query,
} from "firebase-admin/firestore";
import { Id } from "../functions/src/shared/ids.js";
import { Performance } from "../functions/src/performances/performance.js";
import { Complaint } from "./complaint.js";

/** A seat that is sold or held. */
export interface TakenSeat {
  seatId: string;
  bookingId: string;
  status: "locked" | "booked";
}

/** The fields of a stored document, its times as dates. */
export function fieldsOf(snapshot: DocumentSnapshot): Record<string, unknown> {
  const fields = Object.entries(snapshot.data() ?? {});
  return Object.fromEntries(
    fields.map(([name, value]) => [name, value instanceof Timestamp ? value.toDate() : value]),
  );
}

/** A performance as it is stored, or null where it could not be sold. */
export function performanceOf(snapshot: DocumentSnapshot): Performance | null {
  return Performance.safeParse(fieldsOf(snapshot)).data ?? null;
}

/**
 * Reads a performance that must be there.
 * @throws Complaint where it is not, or could not be sold.
 */
export async function readPerformance(
  db: Firestore,
  id: string,
  get: (ref: DocumentReference) => Promise<DocumentSnapshot> = (ref) => ref.get(),
): Promise<{ performance: Performance; snapshot: DocumentSnapshot }> {
  const snapshot = await get(performanceRef(db, id));
  if (!snapshot.exists) throw new Complaint(`${id}: there is no such performance.`);
  const performance = performanceOf(snapshot);
  if (performance === null) throw new Complaint(`${id}: what is stored is no performance; load it anew.`);
  return { performance, snapshot };
}

/**
 * Where a performance is stored.
 * @throws Complaint where no performance could have such an id.
 */
export function performanceRef(db: Firestore, id: string): DocumentReference {
  if (!Id.safeParse(id).success) throw new Complaint(`${id}: there is no such performance.`);
  return db.collection("performances").doc(id);
}

/** The documents of a performance's seats that are sold or held. */
export function seatsOf(db: Firestore, performanceId: string): Query {
  return db
    .collection("occupiedSeats")
    .where("performanceId", "==", performanceId)
    .select("seatId", "bookingId", "status");
}

/** Reads which seats of a performance are sold or held. It costs a read for each of them. */
export async function takenSeats(db: Firestore, performanceId: string): Promise<TakenSeat[]> {
  return (await seatsOf(db, performanceId).get()).docs.map((seat) => seat.data() as TakenSeat);
}

/** How many of some seats are sold and how many are held. */
export function countTaken(seats: readonly TakenSeat[]): { sold: number; held: number } {
  const sold = seats.filter((seat) => seat.status === "booked").length;
  return { sold, held: seats.length - sold };
}

/** How many seats a performance has. */
export function houseSize({ sections }: Pick<Performance, "sections">): number {
  const ranges = sections.flatMap((section) => section.rows);
  return ranges.reduce((total, { firstSeat, lastSeat }) => total + lastSeat - firstSeat + 1, 0);
}

/** Cuts a list into pieces of a size at the most. */
export function pieces<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

/** Does something with each of a list, twenty at a time. */
export async function forEachOf<T, R>(list: readonly T[], act: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const piece of pieces(list, 20)) results.push(...(await Promise.all(piece.map(act))));
  return results;
}
