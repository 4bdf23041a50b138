import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { Refusal } from "../../shared/refusals.js";
import { commitOnce, isWorthRereading } from "../../firestore/commit.js";
import type { IntentAsWritten } from "./recordOutcome.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "./collections.js";

/**
 * Ends an attempt whose outcome is not recorded, so that the user may try again at once with the same gateway key. The
 * sweep asks the gateway for the outcome from `sweepAt` on, or when the lease expires if the write fails. This function
 * does not throw, because its caller must throw the error of the charge.
 */
export async function giveBackClaim({ intent, updateTime }: IntentAsWritten, sweepAt: Date): Promise<void> {
  const change = { attempt: null, dueAt: sweepAt, updatedAt: FieldValue.serverTimestamp() };
  const batch = db.batch();
  batch.update(paymentIntents.doc(intent.paymentIntentId), change, { lastUpdateTime: updateTime });
  try {
    await commitOnce(batch);
  } catch (error) {
    if (isWorthRereading(error) || error instanceof Refusal) return;
    logger.error("payment.not-given-back", new Error(intent.paymentIntentId, { cause: error }));
  }
}
