import { FieldPath, type Timestamp } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { bookings } from "./collections.js";
import { readable } from "./readable.js";

/** A booking's place in the list: its time as Firestore has it, to the microsecond. */
export interface Place {
  createdAt: Timestamp;
  bookingId: string;
}

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
  const last = docs.length > pageSize ? docs[pageSize - 1] : undefined;
  const next = last && { createdAt: last.get("createdAt") as Timestamp, bookingId: last.id };
  return { page: readable(docs.slice(0, pageSize)), next: next ?? null };
}
