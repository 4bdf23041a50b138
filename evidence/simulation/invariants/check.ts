import type { Books } from "./books.js";
import type { Entry, Seat } from "./documents.js";
import type { Operation } from "./operation.js";

/** An applied commit: its changes, its time by the database (microseconds), and the operation that made it, if any. */
export interface Commit {
  entries: readonly Entry[];
  time: number;
  author: Operation | null;
  books: Books;
}

/** Says what is wrong with one change, or null. */
export type Check = (entry: Entry, commit: Commit) => string | null;

/** The seat, if this entry takes a seat away from its booking. */
export function leaving(entry: Entry): { seat: Seat } | null {
  if (entry.collection !== "occupiedSeats" || entry.before === null) return null;
  return entry.after?.bookingId === entry.before.bookingId ? null : { seat: entry.before };
}
