import { FieldValue } from "firebase-admin/firestore";
import { paidByHand } from "../domain/refund.js";
import { standing } from "../domain/refundFindings.js";
import { gatewayFor } from "../gateways/index.js";
import { look } from "../gateways/refund.js";
import { Outdated, updateUnchanged } from "../../firestore/commit.js";
import { refundNumberOf } from "../../shared/ids.js";
import { Inconsistency } from "../../shared/refusals.js";
import { refunds } from "./collections.js";
import type { Action } from "./operatorActions.js";
import { book } from "./promiseRefund.js";
import { resolveReview } from "./resolveReview.js";

/**
 * Books a refund in review as paid by hand, in a new round, and closes its review. The gateway is asked after the
 * refund is read, so that a round which another operator begins meanwhile makes the commit fail.
 * @returns "at the gateway" if a round is done or accepted there: the customer could be paid twice. "no answer" if the
 * gateway failed or did not answer in time. For the other answers and for refusals see `resolveReview`.
 * @throws Inconsistency if the refund does not exist, or as `gatewayFor` does.
 */
export function payByHand(action: Action) {
  return resolveReview<"at the gateway" | "no answer">(action, async (batch, { subject }, now) => {
    const snapshot = await refunds.doc(subject).get();
    const refund = snapshot.data();
    if (refund === undefined) throw new Inconsistency(`refund ${subject} does not exist`);
    // Another operator may have decided since the review was read. Read both again.
    if (refund.status !== "NEEDS_REVIEW") throw new Outdated();
    const known = await look(gatewayFor(refund), refund.paymentIntentId);
    if (known === null) return "no answer";
    if (standing(refund, known.refunds) !== null) return "at the gateway";
    const change = paidByHand(refund, now);
    updateUnchanged(batch, snapshot, { ...change, updatedAt: FieldValue.serverTimestamp() });
    const movement = { kind: "refunded", number: refundNumberOf(subject), round: change.round } as const;
    book(batch, refund, movement, now);
    return null;
  });
}
