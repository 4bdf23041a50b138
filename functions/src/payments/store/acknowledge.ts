import { FieldValue, type DocumentReference } from "firebase-admin/firestore";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import { commitOnce } from "../../firestore/commit.js";
import { db } from "../../firestore/database.js";

/** Takes payments whose bookings are settled off the sweep's work list. */
export async function acknowledge(settled: readonly DocumentReference<PaymentIntent>[]): Promise<void> {
  if (settled.length === 0) return;
  const batch = db.batch();
  for (const ref of settled) batch.update(ref, { dueAt: null, updatedAt: FieldValue.serverTimestamp() });
  await commitOnce(batch);
}
