import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { Refusal } from "../../shared/refusals.js";
import { commitOnce, isWorthRereading } from "../../firestore/commit.js";
import type { IntentAsWritten } from "./recordOutcome.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "./collections.js";

/**
 * Gives up a claim whose outcome is not known, so that the user may try again at once with the same gateway key. The
 * intent stays claimed: the sweep finds out what became of it once `sweepAt` has come. Where this cannot be written,
 * or there is no time left to, the lease runs out, and the sweep comes then: it fails for nobody, since what its caller
 * has to tell is what became of the charge.
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
