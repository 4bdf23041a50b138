import { FieldPath, Timestamp } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { bookings } from "./collections.js";

/** Where a page begins: after the booking that was the last of the page before. */
export interface PageStart {
  createdAt: Date;
  bookingId: string;
}

/** Lists a user's bookings, newest first. */
export async function listBookings(
  userId: string,
  {
    status,
    after,
    pageSize,
  }: { status: Booking["status"] | null; after: PageStart | null; pageSize: number },
): Promise<{ page: Booking[]; more: boolean }> {
  let query = bookings.where("userId", "==", userId);
  if (status !== null) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy(FieldPath.documentId(), "desc");
  if (after !== null) query = query.startAfter(Timestamp.fromDate(after.createdAt), after.bookingId);
  const found = await query.limit(pageSize + 1).get();
  const page = found.docs.slice(0, pageSize).map((snapshot) => snapshot.data());
  return { page, more: found.size > pageSize };
}
