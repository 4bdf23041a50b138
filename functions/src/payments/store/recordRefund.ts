import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { recordFinding, type Finding } from "../domain/refundFindings.js";
import { refundNumberOf } from "../../shared/ids.js";
import { optimisticCommit } from "../../firestore/commit.js";
import { serverNow } from "../../firestore/serverClock.js";
import type { RefundAsWritten } from "./claimRefund.js";
import { refunds } from "./collections.js";
import { logOpened, openReview } from "./openReview.js";
import { book } from "./promiseRefund.js";

/**
 * Records what was found out about a refund, with the ledger entries and the review that follow, if any, in one commit.
 * It writes nothing if the refund was changed since it was read or claimed.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export async function recordRefund({ refund, updateTime }: RefundAsWritten, finding: Finding): Promise<void> {
  const ref = refunds.doc(refund.refundId);
  await optimisticCommit<null>(async ({ batch, isRepeated }) => {
    // Another update time means that this call's commit was applied, or that another call or a person was faster.
    if (isRepeated && !(await ref.get()).updateTime?.isEqual(updateTime)) return { answer: null };
    const now = serverNow();
    const { change, movement, review } = recordFinding(refund, finding, now);
    batch.update(ref, { ...change, updatedAt: FieldValue.serverTimestamp() }, { lastUpdateTime: updateTime });
    const { refundId, round, amount, currency } = refund;
    if (movement) book(batch, refund, { kind: movement, number: refundNumberOf(refundId), round }, now);
    if (review) openReview(batch, review, { subject: refundId, amount, currency });
    return {
      onceCommitted: () => {
        if (change.status !== refund.status) {
          logger.info("refund.changed", { refundId, status: change.status, found: finding.status });
        }
        if (review) logOpened(review, refundId);
        return null;
      },
    };
  });
}
