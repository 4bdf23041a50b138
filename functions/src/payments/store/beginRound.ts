import { FieldValue } from "firebase-admin/firestore";
import { retryRefund } from "../domain/refund.js";
import { Inconsistency } from "../../shared/refusals.js";
import { Outdated, updateUnchanged } from "../../firestore/commit.js";
import { refunds } from "./collections.js";
import type { Action } from "./operatorActions.js";
import { resolveReview } from "./resolveReview.js";

/**
 * Closes a refund's review and begins a new round. The sweep looks at the gateway before it sends the round.
 * @throws Inconsistency if the refund does not exist. For refusals see `resolveReview`.
 */
export function beginRound(action: Action) {
  return resolveReview(action, async (batch, { subject }, now) => {
    const snapshot = await refunds.doc(subject).get();
    const refund = snapshot.data();
    if (refund === undefined) throw new Inconsistency(`refund ${subject} does not exist`);
    // Another operator may have decided since the review was read. Read both again.
    if (refund.status !== "NEEDS_REVIEW") throw new Outdated();
    const change = retryRefund(refund, now);
    updateUnchanged(batch, snapshot, { ...change, updatedAt: FieldValue.serverTimestamp() });
    return null;
  });
}
