import { FieldValue, type DocumentReference } from "firebase-admin/firestore";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import { commitOnce } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";

/** Notes that bookings were seen where their payments moved them, so that the sweep need not look again. */
export async function acknowledge(settled: readonly DocumentReference<PaymentIntent>[]): Promise<void> {
  if (settled.length === 0) return;
  const batch = db.batch();
  for (const ref of settled) batch.update(ref, { dueAt: null, updatedAt: FieldValue.serverTimestamp() });
  await commitOnce(batch);
}
