import { logger } from "firebase-functions/logger";
import { Inconsistency } from "../../shared/refusals.js";
import { optimisticCommit } from "../../firestore/commit.js";
import { ownSeats, logCancelled } from "./ownSeats.js";
import { readPurchase, whyReleasable, type Purchase } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";
import type { CancelReason } from "../../payments/domain/paymentIntent.js";

/**
 * Cancels a purchase that expired, or whose payment was declined, and releases its seats. The first attempt uses the
 * purchase as the caller read it. If there is no booking to cancel, but an expired intent is still PENDING, the intent
 * is cancelled and an error is logged.
 * @returns the reason, or null if the purchase was found to keep its seats or to have ended.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function releaseUnpaid(purchase: Purchase): Promise<CancelReason | "ORPHANED" | null> {
  return optimisticCommit<CancelReason | "ORPHANED" | null>(async ({ batch, isRepeated }) => {
    const current = isRepeated ? await readPurchase(purchase.booking.id) : purchase;
    const { booking, intent } = current;
    const reason = whyReleasable(current);
    const isOpen = intent.data()?.status === "PENDING";
    if (reason === null || (reason === "ORPHANED" && !isOpen)) return { answer: null };
    if (isOpen) cancelIntent(batch, intent, "EXPIRED");
    if (reason === "ORPHANED") {
      return {
        onceCommitted: () => {
          logger.error("payment.orphaned", new Inconsistency(`${intent.ref.path} has no booking to pay for`));
          return reason;
        },
      };
    }
    const seats = await ownSeats(booking, { isRepeated });
    releaseBooking(batch, booking, reason, seats);
    return {
      onceCommitted: () => {
        logCancelled(booking.id, reason, seats.lost);
        return reason;
      },
    };
  });
}
