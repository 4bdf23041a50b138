import type { WriteBatch } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import type { Review } from "../domain/review.js";
import { optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { changesSent } from "../../shared/deadline.js";
import { outcomeUnknown } from "../../shared/refusals.js";
import { reviews } from "./collections.js";
import { wasMade, writeAction, type Action } from "./operatorActions.js";

/**
 * Carries out an operator's decision about an open review. One commit makes the decision's writes, closes the review
 * and records the action.
 * @param action the operator's action. Its subject is the review's id.
 * @param decide adds the decision's writes to the batch, or returns why it cannot be done.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN, and what `decide` throws.
 */
export function resolveReview<Refused extends string = never>(
  action: Action,
  decide: (batch: WriteBatch, review: Review, now: Date) => Promise<Refused | null>,
): Promise<"done" | "not open" | Refused> {
  const before = changesSent();
  return optimisticCommit<"done" | "not open" | Refused>(async ({ batch, isRepeated }) => {
    if (isRepeated && (await wasMade(action))) return { answer: "done" };
    const snapshot = await reviews.doc(action.subject).get();
    const review = snapshot.data();
    if (review?.status !== "open") return { answer: "not open" };
    const refused = await decide(batch, review, noteServerTime(snapshot.readTime));
    if (refused !== null) {
      // An earlier attempt's commit may have got no answer. Then it may still be applied.
      if (changesSent() > before) throw outcomeUnknown();
      return { answer: refused };
    }
    updateUnchanged(batch, snapshot, { status: "closed" });
    writeAction(batch, action);
    return {
      onceCommitted: () => {
        logger.info("review.closed", { reviewId: snapshot.id });
        return "done";
      },
    };
  });
}
