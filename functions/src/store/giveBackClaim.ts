import { FieldValue } from "firebase-admin/firestore";
import type { ClaimedIntent } from "./claimIntent.js";
import { paymentIntents } from "./collections.js";
import { isWorthRereading } from "./guarded.js";

/**
 * Gives up a claim whose outcome is not known, so that the user may try again at once with the same gateway key. The
 * intent stays claimed: the sweep finds out what became of it once `sweepAt` has come. Where this cannot be written,
 * the lease runs out, and the sweep comes then.
 */
export async function giveBackClaim({ intent, updateTime }: ClaimedIntent, sweepAt: Date): Promise<void> {
  const change = { attempt: null, expiresAt: sweepAt, updatedAt: FieldValue.serverTimestamp() };
  try {
    await paymentIntents.doc(intent.paymentIntentId).update(change, { lastUpdateTime: updateTime });
  } catch (error) {
    if (!isWorthRereading(error)) throw error;
  }
}
