import { logger } from "firebase-functions/logger";
import { FieldValue, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { advance, isFinished, type Outcome, type PaymentIntent } from "../domain/paymentIntent.js";
import { optimisticCommit } from "../../firestore/commit.js";
import { serverNow } from "../../firestore/serverClock.js";
import { paymentIntents } from "./collections.js";
import { book } from "./promiseRefund.js";

/** An intent with the update time of the version that was read or written. */
export interface IntentAsWritten {
  intent: PaymentIntent;
  updateTime: Timestamp;
}

/**
 * Writes the outcome of a claimed payment and books a charge, in one commit. A payment that has ended keeps its status.
 * If it ended without a charge, a success makes it due, so that the sweep looks for a late capture.
 * @returns the ended intent, as this or another call wrote it. The change for a late capture is not included.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function recordOutcome(asWritten: IntentAsWritten, outcome: Outcome): Promise<IntentAsWritten> {
  const { paymentIntentId } = asWritten.intent;
  return optimisticCommit<IntentAsWritten>(async ({ batch, isRepeated }) => {
    const current = isRepeated ? await reread(paymentIntentId) : asWritten;
    const { status, closedAt } = current.intent;
    if (isFinished(current.intent) || status === "CANCELLED") {
      if (status === "SUCCESS" || outcome.status === "FAILURE") return { answer: current };
      const now = serverNow();
      batch.update(
        paymentIntents.doc(paymentIntentId),
        { closedAt: closedAt ?? now, dueAt: now, updatedAt: FieldValue.serverTimestamp() },
        { lastUpdateTime: current.updateTime },
      );
      return { onceCommitted: () => current };
    }
    const finished = writeOutcome(batch, current, outcome);
    return {
      onceCommitted: (updateTime) => {
        logger.info("payment.finished", { paymentIntentId, status: finished.status });
        return { intent: finished, updateTime };
      },
    };
  });
}

/**
 * Adds a payment's outcome, and the ledger entries of a charge, to a batch. The commit fails if the intent has changed.
 * @returns the intent with the outcome.
 */
export function writeOutcome(
  batch: WriteBatch,
  { intent, updateTime }: IntentAsWritten,
  outcome: Outcome,
): PaymentIntent {
  const change = { ...outcome, status: advance(intent, outcome.status), dueAt: serverNow() };
  batch.update(
    paymentIntents.doc(intent.paymentIntentId),
    { ...change, updatedAt: FieldValue.serverTimestamp() },
    { lastUpdateTime: updateTime },
  );
  if (outcome.status === "SUCCESS") book(batch, intent, { kind: "charge" }, change.dueAt);
  return { ...intent, ...change };
}

async function reread(paymentIntentId: string): Promise<IntentAsWritten> {
  const snapshot = await paymentIntents.doc(paymentIntentId).get();
  return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
}
