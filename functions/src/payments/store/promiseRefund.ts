import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import { ledgerEntriesOf, type Movement } from "../domain/ledger.js";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import type { decideRefund, Refund } from "../domain/refund.js";
import { ledgerEntries, refunds } from "./collections.js";

/**
 * Adds a promised refund, if there is one, and the ledger entries of refund and fee to a batch. The caller must change
 * the intent in the same commit.
 * @param options.fee in minor currency units.
 */
export function promiseRefund(
  batch: WriteBatch,
  intent: PaymentIntent,
  { number, refund }: ReturnType<typeof decideRefund>,
  { fee, now }: { fee: number; now: Date },
): void {
  const written = { createdAt: FieldValue.serverTimestamp(), updatedAt: FieldValue.serverTimestamp() };
  if (refund !== null) {
    batch.create(refunds.doc(refund.refundId), { ...refund, ...written });
    book(batch, { ...intent, amount: refund.amount }, { kind: "refund", number }, now);
  }
  book(batch, { ...intent, amount: fee }, { kind: "fee", number }, now);
}

/** Adds the two ledger entries of a movement to a batch, or none if the amount is 0. */
export function book(
  batch: WriteBatch,
  payment: Parameters<typeof ledgerEntriesOf>[0],
  movement: Movement,
  now: Date,
): void {
  for (const { id, entry } of ledgerEntriesOf(payment, movement, now)) {
    batch.create(ledgerEntries.doc(id), { ...entry, createdAt: FieldValue.serverTimestamp() });
  }
}

export async function findRefund(refundId: string): Promise<Refund | null> {
  return (await refunds.doc(refundId).get()).data() ?? null;
}
