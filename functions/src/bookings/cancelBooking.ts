import { z } from "zod";
import { Id } from "../shared/ids.js";
import { close } from "../payments/gateways/charge.js";
import { gatewayOf } from "../payments/gateways/index.js";
import { cancelPending } from "./store/cancelPending.js";
import { callable, common } from "../request/callable.js";

export const CancelBookingRequest = z.strictObject({ ...common, bookingId: Id });
export type CancelBookingRequest = z.input<typeof CancelBookingRequest>;

export const CancelBookingAnswer = z.object({
  bookingId: z.string(),
  status: z.literal("cancelled"),
  cancelReason: z.literal("USER"),
});
export type CancelBookingAnswer = z.output<typeof CancelBookingAnswer>;

/** Cancels the caller's own pending booking and releases its seats. */
export const cancelBooking = callable(
  CancelBookingRequest,
  async ({ bookingId }, { userId }): Promise<CancelBookingAnswer> => {
    const cancelled = await cancelPending(bookingId, userId, null);
    if (cancelled.state === "unresolved") {
      const { intent } = cancelled;
      await cancelPending(bookingId, userId, await close(gatewayOf(intent), intent.paymentIntentId));
    }
    return { bookingId, status: "cancelled", cancelReason: "USER" };
  },
);
