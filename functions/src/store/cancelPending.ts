import { decideCancel, ownBooking } from "../domain/booking.js";
import { commitAsRead } from "./guarded.js";
import { readPurchases } from "./purchase.js";
import { cancelIntent, releaseBooking } from "./releaseBooking.js";

/**
 * Cancels a user's own pending booking and releases its seats.
 * @returns whether it did, or the user had done so before.
 * @throws Refusal BOOKING_NOT_FOUND, BOOKING_EXPIRED, BOOKING_NOT_PENDING, PAYMENT_IN_PROGRESS, CONTENDED.
 */
export function cancelPending(bookingId: string, userId: string): Promise<"cancelled" | "cancelled before"> {
  return commitAsRead(async (batch) => {
    const [purchase] = await readPurchases([bookingId]);
    const { booking, intent, readAt } = purchase!;
    const decision = decideCancel(ownBooking(booking.data(), userId), intent.data()!, readAt);
    if (decision === "done") return "cancelled before";
    cancelIntent(batch, intent);
    releaseBooking(batch, booking, "USER");
    await batch.commit();
    return "cancelled";
  });
}
