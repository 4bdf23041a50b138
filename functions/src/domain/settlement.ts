import type { Booking } from "./booking.js";
import type { Outcome } from "./paymentIntent.js";

/**
 * Decides where a payment's outcome moves its booking, by the booking's state alone: "done" when it is there already,
 * so that an outcome may be told any number of times, in any order, and hours late.
 * @throws Error if the booking ended otherwise: the protocol makes that impossible, so someone must look.
 */
export function decideSettlement(
  booking: Booking,
  outcome: Outcome["status"],
): "confirm" | "release" | "done" {
  if (booking.status === "pending") return outcome === "SUCCESS" ? "confirm" : "release";
  const settled = outcome === "SUCCESS" ? "confirmed" : "cancelled";
  if (booking.status !== settled) {
    throw new Error(`booking ${booking.bookingId} is ${booking.status}, but its payment ended in ${outcome}`);
  }
  return "done";
}
