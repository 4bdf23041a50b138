import { commitAsRead } from "./guarded.js";
import { readPurchases, whyReleasable, type Purchase } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";

/**
 * Expires a booking whose time was up when it was read.
 * @returns whether it did: not if its time is not up, nor if it was paid, cancelled or taken over in the meantime.
 * @throws Refusal CONTENDED.
 */
export function expireBooking(purchase: Purchase): Promise<boolean> {
  let current: Purchase | null = purchase;
  return commitAsRead(async (batch) => {
    // A commit that failed says nothing of the booking: Firestore may only have had too much to do.
    const { booking, intent, readAt } = current ?? (await readPurchases([purchase.booking.id]))[0]!;
    current = null;
    if (whyReleasable({ booking, intent, readAt }) !== "EXPIRED") return false;
    cancelIntent(batch, intent);
    releaseBooking(batch, booking, "EXPIRED");
    await batch.commit();
    return true;
  });
}
