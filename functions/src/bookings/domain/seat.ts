import { z } from "zod";
import type { Booking, CancelReason } from "./booking.js";
import { isDue, type PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { SeatId } from "../../performances/performance.js";
import { Refusal } from "../../shared/refusals.js";

/** A seat that is not available. Anyone may read it, so it names no user. */
export const OccupiedSeat = z.object({
  performanceId: z.string(),
  seatId: SeatId,
  bookingId: z.string(),
  status: z.enum(["locked", "booked"]),
  lockedUntil: z.date().nullable(),
});
export type OccupiedSeat = z.output<typeof OccupiedSeat>;

/** Tells whether a seat's lock has run out. Its payment may hold it still: see `releasable`. */
export function hasRunOut(seat: OccupiedSeat, now: Date): boolean {
  return seat.status === "locked" && seat.lockedUntil !== null && now >= seat.lockedUntil;
}

/**
 * Decides why the owner of a lock that ran out, or whose payment was declined, may lose its seats, or that it may not
 * (null). A payment that was claimed keeps its seats past their time: its charge may already have gone through.
 * "ORPHANED": the booking is not there, or gave its seats up; a lock that was left behind ends with its time all the same.
 */
export function releasable(
  booking: Booking | undefined,
  intent: PaymentIntent | undefined,
  now: Date,
): CancelReason | "ORPHANED" | null {
  const isGone = booking === undefined || booking.status === "cancelled";
  // Without its payment nobody can say whether a booking was paid for.
  if (intent === undefined) return isGone ? "ORPHANED" : null;
  if (booking?.status === "confirmed" || holdsSeats(intent, now)) return null;
  if (isGone) return "ORPHANED";
  return intent.status === "FAILURE" ? "PAYMENT_FAILED" : "EXPIRED";
}

function holdsSeats(intent: PaymentIntent, now: Date): boolean {
  switch (intent.status) {
    case "PENDING":
      return !isDue(intent, now);
    case "PROCESSING":
    case "SUCCESS":
      return true;
    case "FAILURE":
    case "CANCELLED":
      return false;
  }
}

/** The refusal that names the seats someone else has. */
export function seatTaken(seats: readonly OccupiedSeat[]): Refusal {
  const seatIds = seats.map((seat) => seat.seatId);
  return new Refusal("SEAT_TAKEN", `Taken: ${seatIds.join(", ")}.`, { seatIds });
}
