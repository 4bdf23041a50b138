import { FieldValue, type DocumentSnapshot, type Timestamp } from "firebase-admin/firestore";
import { decideRefundClaim, type Refund } from "../domain/refund.js";
import { newAttemptId } from "../../shared/ids.js";
import { commitOnce, updateUnchanged } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";

/** A refund with the update time of the version that was read or written. */
export interface RefundAsWritten {
  refund: Refund;
  updateTime: Timestamp;
}

/**
 * Claims a refund for one attempt, before the gateway is called.
 * @throws what `commitOnce` throws. A claim whose answer was lost may still be applied.
 */
export async function claimRefund(snapshot: DocumentSnapshot<Refund>, now: Date): Promise<RefundAsWritten> {
  const refund = snapshot.data()!;
  const claim = decideRefundClaim(refund, newAttemptId(), now);
  const batch = db.batch();
  updateUnchanged(batch, snapshot, { ...claim, updatedAt: FieldValue.serverTimestamp() });
  return { refund: { ...refund, ...claim }, updateTime: await commitOnce(batch) };
}
