import { FieldPath, Timestamp, type DocumentSnapshot } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import type { Place } from "../../request/cursor.js";
import { readable } from "../../firestore/readable.js";
import { bookings } from "./collections.js";

/**
 * Lists a user's bookings, newest first.
 * @returns a page, and the place of its last booking where there are more.
 */
export async function listBookings(
  userId: string,
  { status, after, pageSize }: { status: Booking["status"] | null; after: Place | null; pageSize: number },
): Promise<{ page: Booking[]; next: Place | null }> {
  let query = bookings.where("userId", "==", userId);
  if (status !== null) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy(FieldPath.documentId(), "desc");
  if (after !== null) query = query.startAfter(after.createdAt, after.bookingId);
  const { docs } = await query.limit(pageSize + 1).get();
  const page = docs.slice(0, pageSize);
  return {
    page: readable(page),
    next: docs.length > pageSize ? (lastPlace(page) ?? (after ? null : LATEST)) : null,
  };
}

/** Before every time that Firestore can hold: where a first page had none at all, for texts sort before times. */
const LATEST: Place = { createdAt: new Timestamp(253_402_300_799, 999_999_999), bookingId: "z" };

/** The place of the last booking that has a time: one that is malformed there has no place to go on from. */
function lastPlace(page: readonly DocumentSnapshot[]): Place | null {
  const last = page.findLast((snapshot) => snapshot.get("createdAt") instanceof Timestamp);
  return last ? { createdAt: last.get("createdAt") as Timestamp, bookingId: last.id } : null;
}
