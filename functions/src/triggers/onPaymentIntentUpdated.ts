import { logger } from "firebase-functions/logger";
import { onDocumentUpdated } from "firebase-functions/firestore";
import { isFinished, PaymentIntent } from "../payments/domain/paymentIntent.js";
import { Inconsistency } from "../shared/refusals.js";
import { settleBooking } from "../bookings/store/settleBooking.js";
import { gather } from "../seatmap/store/gather.js";
import { showSeats } from "../seatmap/store/showSeats.js";
import { MalformedDocument, parse } from "../firestore/database.js";

/**
 * Confirms or releases a booking and its seats once its payment has an outcome, and shows its seats in the seat map
 * once its payment is claimed. Events may arrive more than once, late and in any order, because the outcome is final
 * and the seats are read when they are drawn.
 */
export const onPaymentIntentUpdated = onDocumentUpdated(
  { document: "paymentIntents/{paymentIntentId}", retry: true },
  async ({ data, time }) => {
    if (data === undefined) return;
    try {
      const intent = parse(PaymentIntent, data.after, "paymentIntentId");
      if (data.before.get("status") === intent.status) return;
      if (isFinished(intent)) await settleBooking(intent.bookingId, intent.status);
      const isClaimed = intent.status === "PROCESSING";
      if (isClaimed) await showSeats(intent.performanceId, [{ ...intent, heardOf: new Date(time) }], gather);
    } catch (error) {
      // Do not rethrow, because the same event again repairs no document.
      if (!(error instanceof MalformedDocument || error instanceof Inconsistency)) throw error;
      logger.error("payment.unsettleable", error);
    }
  },
);
