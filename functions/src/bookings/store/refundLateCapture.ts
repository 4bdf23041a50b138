import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { decideRefund } from "../../payments/domain/refund.js";
import { book, promiseRefund } from "../../payments/store/promiseRefund.js";
import { optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { readPurchase, type Purchase } from "./purchase.js";

/**
 * Promises to pay back all of a charge that was captured although its payment had failed or was cancelled, and books
 * charge and refund in the ledger. The booking is not confirmed, because its user may have bought elsewhere. Nothing is
 * written if the payment succeeded or a refund was promised before.
 * @param captured the charge, as the gateway reports it. Its amount is in minor currency units.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN. Inconsistency as `decideRefund` does.
 */
export async function refundLateCapture(
  purchase: Purchase,
  captured: { provider: string; amount: number; currency: string; reference: string },
): Promise<void> {
  await optimisticCommit<null>(async ({ batch, isRepeated }) => {
    const current = isRepeated ? await readPurchase(purchase.booking.id) : purchase;
    const { booking, intent, readAt } = current;
    const payment = intent.data()!;
    if (payment.status === "SUCCESS" || payment.refunded > 0) return { answer: null };
    const { amount } = captured;
    const seatIds = booking.data()?.seatIds ?? [];
    const wish = { amount, fee: 0, seatIds, reason: "LATE_CAPTURE", by: "SYSTEM" } as const;
    const promise = decideRefund(payment, wish, readAt, captured);
    const updatedAt = FieldValue.serverTimestamp();
    updateUnchanged(batch, intent, { ...promise.change, updatedAt });
    if (booking.exists) updateUnchanged(batch, booking, { refundedAmount: amount, updatedAt });
    book(batch, { ...payment, amount }, { kind: "charge" }, readAt);
    promiseRefund(batch, payment, promise, { fee: 0, now: readAt });
    return {
      onceCommitted: () => {
        logger.warn("payment.captured-late", { paymentIntentId: intent.id, amount });
        logger.info("refund.promised", { refundId: promise.refund!.refundId, amount, fee: 0 });
        return null;
      },
    };
  });
}
