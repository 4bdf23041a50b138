import { logger } from "firebase-functions/logger";
import { FieldValue, type Timestamp, type WriteBatch } from "firebase-admin/firestore";
import { chargeEntries } from "../domain/ledger.js";
import { advance, isFinished, type Outcome, type PaymentIntent } from "../domain/paymentIntent.js";
import { optimisticCommit } from "../../firestore/commit.js";
import { serverNow } from "../../firestore/serverClock.js";
import { ledgerEntries, paymentIntents } from "./collections.js";

/**
 * An intent with the update time of the version that was read or written. The next write uses the update time as its
 * precondition.
 */
export interface IntentAsWritten {
  intent: PaymentIntent;
  updateTime: Timestamp;
}

/**
 * Writes the outcome of a claimed payment and its ledger entries in one commit. Any call that got the outcome from the
 * gateway may write it, because the gateway keeps one outcome per intent and all calls write the same.
 * @returns the finished intent, as this or another call wrote it.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function recordOutcome(asWritten: IntentAsWritten, outcome: Outcome): Promise<PaymentIntent> {
  const { paymentIntentId } = asWritten.intent;
  return optimisticCommit<PaymentIntent>(async ({ batch, isRepeated }) => {
    const current = isRepeated ? await reread(paymentIntentId) : asWritten;
    if (isFinished(current.intent)) return { answer: current.intent };
    const finished = writeOutcome(batch, current, outcome);
    return {
      onceCommitted: () => {
        logger.info("payment.finished", { paymentIntentId, status: finished.status });
        return finished;
      },
    };
  });
}

/**
 * Adds a payment's outcome and its ledger entries to a batch. Its precondition is that the intent has not changed.
 * @returns the intent as it will be after the commit.
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
  if (outcome.status === "SUCCESS") {
    for (const { id, entry } of chargeEntries(intent, change.dueAt)) {
      batch.create(ledgerEntries.doc(id), { ...entry, createdAt: FieldValue.serverTimestamp() });
    }
  }
  return { ...intent, ...change };
}

async function reread(paymentIntentId: string): Promise<IntentAsWritten> {
  const snapshot = await paymentIntents.doc(paymentIntentId).get();
  return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
}
