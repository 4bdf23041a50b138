import { logger } from "firebase-functions/logger";
import { onDocumentUpdated } from "firebase-functions/firestore";
import { isFinished, PaymentIntent } from "../payments/domain/paymentIntent.js";
import { Inconsistency } from "../shared/refusals.js";
import { settleBooking } from "../bookings/store/settleBooking.js";
import { MalformedDocument, parse } from "../firestore/database.js";

/**
 * Moves a booking and its seats to where its payment ended. Events come at least once, in any order, and late: all
 * that counts is the outcome, which never changes, and the booking's own state.
 */
export const onPaymentIntentUpdated = onDocumentUpdated(
  { document: "paymentIntents/{paymentIntentId}", retry: true },
  async ({ data }) => {
    if (data === undefined) return;
    try {
      const intent = parse(PaymentIntent, data.after, "paymentIntentId");
      if (!isFinished(intent) || data.before.get("status") === intent.status) return;
      const settled = await settleBooking(intent.bookingId, intent.status);
      if (settled !== "settled before") logger.info(`booking.${settled}`, { bookingId: intent.bookingId });
    } catch (error) {
      // To be told again for a day would not mend these; the sweep reports them until a person does.
      if (!(error instanceof MalformedDocument || error instanceof Inconsistency)) throw error;
      logger.error("payment.unsettleable", error);
    }
  },
);
