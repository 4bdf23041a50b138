import { ownBooking } from "../domain/booking.js";
import type { Outcome, PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { optimisticCommit, Outdated } from "../../firestore/commit.js";
import { ownSeats, logCancelled } from "./ownSeats.js";
import { readPurchase, type Purchase } from "./purchase.js";
import { writeOutcome } from "../../payments/store/recordOutcome.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";
import { decideCancel } from "../domain/purchase.js";
import { notRefundable } from "../../shared/refusals.js";

/** The result of a call that tried to cancel. */
type Cancelled =
  | { state: "cancelled" }
  /** An earlier call or attempt cancelled the booking. */
  | { state: "cancelled before" }
  /** The payment succeeded. `cancelConfirmed` must decide whether seats can be given back. */
  | { state: "paid"; purchase: Purchase }
  /** The outcome of the last charge is unknown, and its attempt is over. First close the payment at the gateway. */
  | { state: "unresolved"; intent: PaymentIntent };

/**
 * Cancels a user's own pending booking, ends its payment and releases its seats, in one commit.
 * @param closed the outcome to record, from closing the payment, or null if it was not closed. A SUCCESS cancels
 * nothing.
 * @param options.onlySome true if the user named seats. An unpaid booking can only be cancelled as a whole.
 * @throws Refusal BOOKING_NOT_FOUND, BOOKING_EXPIRED, BOOKING_NOT_PENDING, NOT_REFUNDABLE, PAYMENT_IN_PROGRESS,
 * CONTENDED, OUTCOME_UNKNOWN.
 * @throws Error if the payment does not exist.
 */
export function cancelPending(
  bookingId: string,
  userId: string,
  closed: Outcome | null,
  options: { onlySome: boolean } = { onlySome: false },
): Promise<Cancelled> {
  return optimisticCommit<Cancelled>(async ({ batch, isRepeated }) => {
    const purchase = await readPurchase(bookingId);
    const { booking: snapshot, intent, readAt } = purchase;
    const booking = ownBooking(snapshot.data(), userId);
    if (!intent.exists) throw new Error(`${intent.ref.path} does not exist`);
    // One commit cancels booking and intent. If only the intent is cancelled, they were read at different times.
    if (booking.status === "pending" && intent.data()!.status === "CANCELLED") throw new Outdated();
    const decision = decideCancel(booking, intent.data()!, readAt);
    if (decision === "paid") return { answer: { state: "paid", purchase } };
    if (options.onlySome) throw notRefundable();
    if (decision === "done") return { answer: { state: "cancelled before" } };
    if (decision === "cancel") cancelIntent(batch, intent, "USER");
    else if (closed === null) return { answer: { state: "unresolved", intent: intent.data()! } };
    else writeOutcome(batch, { intent: intent.data()!, updateTime: intent.updateTime! }, closed);
    if (closed?.status === "SUCCESS") {
      return { onceCommitted: async () => ({ state: "paid", purchase: await readPurchase(bookingId) }) };
    }
    const seats = await ownSeats(snapshot, { isRepeated });
    releaseBooking(batch, snapshot, "USER", seats);
    return {
      onceCommitted: () => {
        logCancelled(bookingId, "USER", seats.lost);
        return { state: "cancelled" };
      },
    };
  });
}
