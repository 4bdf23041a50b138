import { FieldValue } from "firebase-admin/firestore";
import { commitOnce } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "./collections.js";
import { logOpened, openReview } from "./openReview.js";
import type { IntentAsWritten } from "./recordOutcome.js";

/** Puts a payment that has no booking to confirm before a person, and takes it off the sweep's work list. */
export async function reviewPaid({ intent, updateTime }: IntentAsWritten, cause: Error): Promise<void> {
  const { paymentIntentId: subject, amount, currency } = intent;
  const batch = db.batch();
  const change = { dueAt: null, updatedAt: FieldValue.serverTimestamp() };
  batch.update(paymentIntents.doc(subject), change, { lastUpdateTime: updateTime });
  openReview(batch, "PAID_WITHOUT_BOOKING", { subject, amount, currency });
  await commitOnce(batch);
  logOpened("PAID_WITHOUT_BOOKING", subject, cause);
}
