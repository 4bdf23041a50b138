import { FieldPath, Timestamp, type DocumentSnapshot } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import type { Place } from "../../request/cursor.js";
import { readable } from "../../firestore/readable.js";
import { bookings } from "./collections.js";

/**
 * Lists a user's bookings, newest first. Malformed ones are logged and left out.
 * @returns a page, and the place after which the next begins. The place is null on the last page, and on any but the
 * first if no booking there has a valid time.
 */
export async function listBookings(
  userId: string,
  { status, after, pageSize }: { status: Booking["status"] | null; after: Place | null; pageSize: number },
): Promise<{ page: Booking[]; next: Place | null }> {
  let query = bookings.where("userId", "==", userId);
  if (status !== null) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy(FieldPath.documentId(), "desc");
  if (after !== null) query = query.startAfter(after.at, after.id);
  const { docs } = await query.limit(pageSize + 1).get();
  const page = docs.slice(0, pageSize);
  return {
    page: readable(page),
    next: docs.length > pageSize ? (lastPlace(page) ?? (after ? null : LATEST)) : null,
  };
}

/**
 * A place before all bookings with a valid time: the latest time that Firestore can store. The second page begins here
 * if no booking on the first page has a valid time.
 */
const LATEST: Place = { at: new Timestamp(253_402_300_799, 999_999_999), id: "z" };

/** Returns the place of a page's last booking with a valid time, or null. */
function lastPlace(page: readonly DocumentSnapshot[]): Place | null {
  const last = page.findLast((snapshot) => snapshot.get("createdAt") instanceof Timestamp);
  return last ? { at: last.get("createdAt") as Timestamp, id: last.id } : null;
}
