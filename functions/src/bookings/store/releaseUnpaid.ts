import { logger } from "firebase-functions/logger";
import { Inconsistency } from "../../shared/refusals.js";
import { optimisticCommit } from "../../firestore/commit.js";
import { ownSeats, reportLost } from "./ownSeats.js";
import { readPurchase, whyReleasable, type Purchase } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";
import type { CancelReason } from "../../payments/domain/paymentIntent.js";

/**
 * Cancels a purchase that may lose its seats, as it was read: one whose time was up, or whose payment was declined and
 * waits to be settled. An intent whose booking is not there is closed, and reported.
 * @returns why, or null: not if its time is not up, nor if it was paid, cancelled or taken over in the meantime.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export function releaseUnpaid(purchase: Purchase): Promise<CancelReason | "ORPHANED" | null> {
  return optimisticCommit<CancelReason | "ORPHANED" | null>(async ({ batch, isRepeated }) => {
    // A commit that failed says nothing of the booking: Firestore may only have had too much to do.
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
        reportLost(booking.id, seats.lost);
        return reason;
      },
    };
  });
}
