import { logger } from "firebase-functions/logger";
import { z } from "zod";
import { Id } from "../domain/ids.js";
import { cancelPending } from "../store/cancelPending.js";
import { callable, common } from "./callable.js";

const CancelBookingRequest = z.strictObject({ ...common, bookingId: Id });

/** Cancels the caller's own pending booking and releases its seats. */
export const cancelBooking = callable(CancelBookingRequest, async ({ bookingId }, { userId }) => {
  const done = await cancelPending(bookingId, userId);
  if (done === "cancelled") logger.info("booking.cancelled", { bookingId, cancelReason: "USER" });
  return { bookingId, status: "cancelled", cancelReason: "USER" };
});
