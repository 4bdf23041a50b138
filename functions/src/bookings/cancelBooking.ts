import { z } from "zod";
import { Id, paymentIntentIdOf } from "../shared/ids.js";
import { close } from "../payments/gateways/charge.js";
import { paymentGateway } from "../payments/gateways/index.js";
import { cancelPending } from "./store/cancelPending.js";
import { callable, common } from "../request/callable.js";

const CancelBookingRequest = z.strictObject({ ...common, bookingId: Id });

/** Cancels the caller's own pending booking and releases its seats. */
export const cancelBooking = callable(CancelBookingRequest, async ({ bookingId }, { userId }) => {
  const done = await cancelPending(bookingId, userId, null);
  if (done === "unresolved") {
    const closed = await close(paymentGateway(), paymentIntentIdOf(bookingId));
    await cancelPending(bookingId, userId, closed);
  }
  return { bookingId, status: "cancelled", cancelReason: "USER" };
});
