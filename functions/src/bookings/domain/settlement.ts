import type { Booking } from "./booking.js";
import type { Outcome } from "../../payments/domain/paymentIntent.js";
import { Inconsistency } from "../../shared/refusals.js";

/**
 * Decides where a payment's outcome moves its booking, by the booking's state alone: "done" when it is there already,
 * so that an outcome may be told any number of times, in any order, and hours late.
 * @throws Inconsistency if it was paid and there is no booking for it, or one that was cancelled and never confirmed, or
 * if a confirmed booking was not paid.
 */
export function decideSettlement(
  bookingId: string,
  booking: Booking | undefined,
  outcome: Outcome["status"],
): "confirm" | "release" | "done" {
  if (booking?.status === "pending") return outcome === "SUCCESS" ? "confirm" : "release";
  const wasConfirmed = (booking?.confirmedAt ?? null) !== null;
  if (wasConfirmed !== (outcome === "SUCCESS")) {
    const state = booking === undefined ? "is not there" : `is ${booking.status}`;
    throw new Inconsistency(`booking ${bookingId} ${state}, but its payment ended in ${outcome}`);
  }
  return "done";
}
