import { FieldValue } from "firebase-admin/firestore";
import { chargeEntries } from "../domain/ledger.js";
import { advance, isFinished, type Outcome, type PaymentIntent } from "../domain/paymentIntent.js";
import type { ClaimedIntent } from "./claimIntent.js";
import { ledgerEntries, paymentIntents } from "./collections.js";
import { commitAsRead } from "./guarded.js";
import { serverNow } from "./serverClock.js";

/**
 * Writes how a claimed payment ended, and the money that moved into the ledger, in one commit. Whoever got the
 * outcome from the gateway may write it: the gateway has one for each intent, so all would write the same.
 * @returns the finished intent, as this or another call wrote it.
 */
export function recordOutcome(claimed: ClaimedIntent, outcome: Outcome): Promise<PaymentIntent> {
  const ref = paymentIntents.doc(claimed.intent.paymentIntentId);
  let current: ClaimedIntent | null = claimed;
  return commitAsRead(async (batch) => {
    current ??= await reread(ref);
    const { intent, updateTime } = current;
    current = null;
    if (isFinished(intent)) return intent;

    const change = { ...outcome, status: advance(intent, outcome.status), expiresAt: serverNow() };
    batch.update(ref, { ...change, updatedAt: FieldValue.serverTimestamp() }, { lastUpdateTime: updateTime });
    if (outcome.status === "SUCCESS") {
      for (const { id, entry } of chargeEntries(intent)) {
        batch.create(ledgerEntries.doc(id), { ...entry, createdAt: FieldValue.serverTimestamp() });
      }
    }
    await batch.commit();
    return { ...intent, ...change };
  });
}

async function reread(ref: ReturnType<typeof paymentIntents.doc>): Promise<ClaimedIntent> {
  const snapshot = await ref.get();
  return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
}
