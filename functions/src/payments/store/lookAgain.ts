import { FieldValue } from "firebase-admin/firestore";
import { Inconsistency } from "../../shared/refusals.js";
import { updateUnchanged } from "../../firestore/commit.js";
import { paymentIntents } from "./collections.js";
import type { Action } from "./operatorActions.js";
import { resolveReview } from "./resolveReview.js";

/**
 * Closes the review of a payment and puts the payment on the sweep's work list, if it is not there. The sweep may open
 * the review again.
 * @throws Inconsistency if the payment does not exist. For refusals see `resolveReview`.
 */
export function lookAgain(action: Action) {
  return resolveReview(action, async (batch, { subject }, now) => {
    const snapshot = await paymentIntents.doc(subject).get();
    const intent = snapshot.data();
    if (intent === undefined) throw new Inconsistency(`payment intent ${subject} does not exist`);
    // A payment that is already on the list keeps its `dueAt`, because that may be the end of an attempt's lease.
    if (intent.dueAt === null)
      updateUnchanged(batch, snapshot, { dueAt: now, updatedAt: FieldValue.serverTimestamp() });
    return null;
  });
}
