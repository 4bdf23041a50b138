import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { Refusal } from "../../shared/refusals.js";
import { commitOnce, isWorthRereading } from "../../firestore/commit.js";
import type { IntentAsWritten } from "./recordOutcome.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "./collections.js";

/**
 * Tries to end an attempt without a recorded outcome, so that the next attempt need not wait for the lease to expire.
 * From `sweepAt` on the sweep asks the gateway. A failed write is not thrown, because the caller throws the error of
 * the charge.
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
