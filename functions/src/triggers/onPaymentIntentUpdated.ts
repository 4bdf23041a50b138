import { logger } from "firebase-functions/logger";
import { onDocumentUpdated } from "firebase-functions/firestore";
import { isFinished, PaymentIntent } from "../domain/paymentIntent.js";
import { parse } from "../store/collections.js";
import { settleBooking } from "../store/settleBooking.js";

/**
 * Moves a booking and its seats to where its payment ended. Events come at least once, in any order, and late: all
 * that counts is the outcome, which never changes, and the booking's own state.
 */
export const onPaymentIntentUpdated = onDocumentUpdated(
  { document: "paymentIntents/{paymentIntentId}", retry: true },
  async ({ data }) => {
    if (data === undefined) return;
    const intent = parse(PaymentIntent, data.after, "paymentIntentId");
    if (!isFinished(intent) || data.before.get("status") === intent.status) return;
    const settled = await settleBooking(intent.bookingId, intent.status);
    if (settled !== "settled before") logger.info(`booking.${settled}`, { bookingId: intent.bookingId });
  },
);
