import { bookings } from "./collections.js";
import { expireBooking } from "./expireBooking.js";
import { readPurchases } from "./purchase.js";

/**
 * Expires a user's own bookings of a performance whose time is up, ahead of the sweep.
 * @returns whether there were any.
 */
export async function releaseOwnRunOut(userId: string, performanceId: string): Promise<boolean> {
  const pending = await bookings
    .where("userId", "==", userId)
    .where("status", "==", "pending")
    .orderBy("createdAt", "desc")
    .get();
  const here = pending.docs.filter((booking) => booking.data().performanceId === performanceId);
  const purchases = await readPurchases(here.map((booking) => booking.id));
  return (await Promise.all(purchases.map(expireBooking))).includes(true);
}
