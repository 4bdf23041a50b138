import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { reviewIdOf, type Review, type ReviewKind } from "../domain/review.js";
import { commitOnce, optimisticCommit } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";
import { reviews } from "./collections.js";

/** What a review is about: a payment intent or a refund, and its amount in minor currency units. */
export type Subject = Pick<Review, "subject" | "amount" | "currency">;

/**
 * Adds the opening of a review to a batch. If the review was closed before, it is opened again. The batch must hold a
 * change that can be made only once, because each commit counts as one opening.
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

/** Logs that a review was opened, with its cause if there is one. An operator should set an alert on this line. */
export function logOpened(kind: ReviewKind, subject: string, cause?: Error): void {
  logger.error("review.opened", new Error(reviewIdOf(kind, subject), cause && { cause }));
}

/** Opens a review unless it is open. */
export async function openReviewOnce(kind: ReviewKind, subject: Subject): Promise<void> {
  const ref = reviews.doc(reviewIdOf(kind, subject.subject));
  await optimisticCommit<null>(async ({ batch }) => {
    const snapshot = await ref.get();
    const known = snapshot.data();
    if (known?.status === "open") return { answer: null };
    const review = { kind, ...subject, status: "open", openSince: FieldValue.serverTimestamp() } as const;
    if (known === undefined) batch.create(ref, { ...review, opened: 1 });
    else batch.update(ref, { ...review, opened: known.opened + 1 }, { lastUpdateTime: snapshot.updateTime! });
    return {
      onceCommitted: () => {
        logOpened(kind, subject.subject);
        return null;
      },
    };
  });
}

/** Closes a review if it is open. */
export async function closeReview(kind: ReviewKind, subject: string): Promise<void> {
  const snapshot = await reviews.doc(reviewIdOf(kind, subject)).get();
  if (snapshot.data()?.status !== "open") return;
  const batch = db.batch();
  batch.update(snapshot.ref, { status: "closed" }, { lastUpdateTime: snapshot.updateTime! });
  await commitOnce(batch);
  logger.info("review.closed", { reviewId: snapshot.id });
}
