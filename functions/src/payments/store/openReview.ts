import { FieldValue, type DocumentSnapshot, type WriteBatch } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { reviewIdOf, type Review, type ReviewKind } from "../domain/review.js";
import { optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { reviews } from "./collections.js";

/** What a review is about: a payment intent or a refund, and its amount in minor currency units. */
export type Subject = Pick<Review, "subject" | "amount" | "currency">;

/**
 * Adds the opening of a review to a batch, also of one that was closed. The batch needs another write with a
 * precondition. Otherwise a repeated commit would count as another opening.
 */
export function openReview(
  batch: WriteBatch,
  kind: ReviewKind,
  { subject, amount, currency }: Subject,
): void {
  batch.set(
    reviews.doc(reviewIdOf(kind, subject)),
    {
      kind,
      subject,
      amount,
      currency,
      status: "open",
      openSince: FieldValue.serverTimestamp(),
      opened: FieldValue.increment(1),
    },
    { merge: true },
  );
}

/** Logs that a review was opened. Operators should set an alert on this log line. */
export function logOpened(kind: ReviewKind, subject: string, cause?: Error): void {
  logger.error("review.opened", new Error(reviewIdOf(kind, subject), cause && { cause }));
}

export function findReview(kind: ReviewKind, subject: string): Promise<DocumentSnapshot<Review>> {
  return reviews.doc(reviewIdOf(kind, subject)).get();
}

/** Closes a review if it is open. */
export async function closeReview(kind: ReviewKind, subject: string): Promise<void> {
  await optimisticCommit<null>(async ({ batch }) => {
    const snapshot = await findReview(kind, subject);
    if (snapshot.data()?.status !== "open") return { answer: null };
    updateUnchanged(batch, snapshot, { status: "closed" });
    return {
      onceCommitted: () => {
        logger.info("review.closed", { reviewId: snapshot.id });
        return null;
      },
    };
  });
}
