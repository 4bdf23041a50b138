import { FieldValue } from "firebase-admin/firestore";
import type { ClaimedIntent } from "./claimIntent.js";
import { paymentIntents } from "./collections.js";

/**
 * Gives up a claim whose outcome is not known, so that the user may try again at once with the same gateway key. The
 * intent stays claimed: the sweep finds out what became of it once `sweepAt` has come.
 */
export async function giveBackClaim({ intent, updateTime }: ClaimedIntent, sweepAt: Date): Promise<void> {
  await paymentIntents
    .doc(intent.paymentIntentId)
    .update(
      { attempt: null, expiresAt: sweepAt, updatedAt: FieldValue.serverTimestamp() },
      { lastUpdateTime: updateTime },
    );
}
