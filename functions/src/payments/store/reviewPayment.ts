import { FieldValue } from "firebase-admin/firestore";
import type { ReviewKind } from "../domain/review.js";
import { commitOnce } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";
import { paymentIntents } from "./collections.js";
import { findReview, logOpened, openReview } from "./openReview.js";
import type { IntentAsWritten } from "./recordOutcome.js";

/**
 * Opens the review of a paid payment whose booking cannot be confirmed, or whose late capture cannot be refunded. Takes
 * the payment off the sweep's list.
 */
export async function reviewPaid(asRead: IntentAsWritten, cause: Error): Promise<void> {
  await reviewPayment("PAID_WITHOUT_BOOKING", asRead, { dueAt: null }, cause);
}

/** Opens the review of a payment whose outcome stays unknown, unless the review is open already. */
export async function reviewUnknown(asRead: IntentAsWritten): Promise<void> {
  const review = await findReview("UNKNOWN_OUTCOME", asRead.intent.paymentIntentId);
  if (review.data()?.status !== "open") await reviewPayment("UNKNOWN_OUTCOME", asRead, {});
}

/** Opens a payment's review. The commit fails if the payment has changed since it was read. */
async function reviewPayment(
  kind: ReviewKind,
  { intent, updateTime }: IntentAsWritten,
  change: { dueAt?: null },
  cause?: Error,
): Promise<void> {
  const { paymentIntentId: subject, amount, currency } = intent;
  const batch = db.batch();
  const updatedAt = FieldValue.serverTimestamp();
  batch.update(paymentIntents.doc(subject), { ...change, updatedAt }, { lastUpdateTime: updateTime });
  openReview(batch, kind, { subject, amount, currency });
  await commitOnce(batch);
  logOpened(kind, subject, cause);
}
