import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import { nextLook } from "../domain/paymentIntent.js";
import { commitOnce, isLostRace } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";
import { serverNow } from "../../firestore/serverClock.js";
import { paymentIntents } from "./collections.js";
import type { IntentAsWritten } from "./recordOutcome.js";

/**
 * Takes settled payments off the sweep's work list. A closed payment stays on it until its last look: see `nextLook`. A
 * payment that has changed since it was read is left as it is.
 * @throws what the commit throws, but no lost race of several payments.
 */
export async function acknowledge(settled: readonly IntentAsWritten[]): Promise<void> {
  if (settled.length === 0) return;
  try {
    await commitOnce(acknowledging(settled));
  } catch (error) {
    if (!isLostRace(error) || settled.length === 1) throw error;
    // Commit each by itself, because one payment that has changed must not keep the others due.
    await Promise.allSettled(settled.map((one) => commitOnce(acknowledging([one]))));
  }
}

function acknowledging(settled: readonly IntentAsWritten[]): WriteBatch {
  const batch = db.batch();
  for (const { intent, updateTime: lastUpdateTime } of settled) {
    const change = { dueAt: nextLook(intent, serverNow()), updatedAt: FieldValue.serverTimestamp() };
    batch.update(paymentIntents.doc(intent.paymentIntentId), change, { lastUpdateTime });
  }
  return batch;
}
