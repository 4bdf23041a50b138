import { db } from "./collections.js";
import { isLostRace } from "./guarded.js";
import { whyReleasable, type Purchase } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";

/**
 * Expires a booking whose time was up when it was read.
 * @returns whether it did: not if its time is not up, nor if it was paid, cancelled or taken over in the meantime.
 */
export async function expireBooking(purchase: Purchase): Promise<boolean> {
  if (whyReleasable(purchase) !== "EXPIRED") return false;
  const batch = db.batch();
  cancelIntent(batch, purchase.intent);
  releaseBooking(batch, purchase.booking, "EXPIRED");
  try {
    await batch.commit();
    return true;
  } catch (error) {
    if (isLostRace(error)) return false;
    throw error;
  }
}
