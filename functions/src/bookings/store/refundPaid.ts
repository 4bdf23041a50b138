import { FieldValue } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { decideRefund, type Refund } from "../../payments/domain/refund.js";
import { reviewIdOf } from "../../payments/domain/review.js";
import { reviews } from "../../payments/store/collections.js";
import { wasMade, writeAction, type Action } from "../../payments/store/operatorActions.js";
import { promiseRefund } from "../../payments/store/promiseRefund.js";
import { optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { bookingIdOf } from "../../shared/ids.js";
import { returnPaidTickets } from "./countTickets.js";
import { ownSeats } from "./ownSeats.js";
import { readPurchase } from "./purchase.js";

type RefundedPaid = Refund | "not paid" | "has its booking" | "nothing left" | "done";

/**
 * Promises to pay back what is left of a payment whose booking cannot be confirmed. The same commit closes the
 * payment's review PAID_WITHOUT_BOOKING, if it is open, and records the operator's action. The caller must first try to
 * settle the booking. A booking that is still pending is cancelled, and the seats that it still owns are released.
 * @returns the refund, or why this attempt promises none. "done": an earlier attempt's commit was applied.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function refundPaid(paymentIntentId: string, action: Action): Promise<RefundedPaid> {
  return optimisticCommit<RefundedPaid>(async ({ batch, isRepeated }) => {
    if (isRepeated && (await wasMade(action))) return { answer: "done" };
    const { booking: snapshot, intent, readAt } = await readPurchase(bookingIdOf(paymentIntentId));
    const [payment, booking] = [intent.data(), snapshot.data()];
    if (payment?.status !== "SUCCESS") return { answer: "not paid" };
    if (booking && booking.confirmedAt !== null) return { answer: "has its booking" };
    const amount = payment.amount - payment.refunded;
    if (amount === 0) return { answer: "nothing left" };
    const isPending = booking?.status === "pending";
    const [review, seats] = await Promise.all([
      reviews.doc(reviewIdOf("PAID_WITHOUT_BOOKING", paymentIntentId)).get(),
      isPending ? ownSeats(snapshot, { isRepeated: true }) : null,
    ]);
    const wish = {
      amount,
      fee: 0,
      seatIds: booking?.seatIds ?? [],
      reason: "ORGANISER",
      by: "OPERATOR",
    } as const;
    const promise = decideRefund(payment, wish, readAt);
    const updatedAt = FieldValue.serverTimestamp();
    updateUnchanged(batch, intent, { ...promise.change, updatedAt });
    const ended = isPending ? { status: "cancelled", cancelReason: "ORGANISER" } : {};
    if (booking)
      updateUnchanged(batch, snapshot, { ...ended, refundedAmount: promise.change.refunded, updatedAt });
    for (const { ref, lastUpdateTime } of seats?.own ?? []) batch.delete(ref, { lastUpdateTime });
    if (isPending) returnPaidTickets(batch, booking, booking.seatIds.length);
    promiseRefund(batch, payment, promise, { fee: 0, now: readAt });
    const isOpen = review.data()?.status === "open";
    if (isOpen) updateUnchanged(batch, review, { status: "closed" });
    writeAction(batch, action);
    return {
      onceCommitted: () => {
        const { refundId } = promise.refund!;
        if (isPending)
          logger.info("booking.cancelled", { bookingId: snapshot.id, cancelReason: "ORGANISER" });
        logger.info("refund.promised", { refundId, amount, fee: 0 });
        if (isOpen) logger.info("review.closed", { reviewId: review.id });
        return promise.refund!;
      },
    };
  });
}
