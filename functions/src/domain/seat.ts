import { z } from "zod";
import type { CancelReason } from "./booking.js";
import { isDue, type PaymentIntent } from "./paymentIntent.js";
import { SeatId } from "./performance.js";
import { Refusal } from "./refusals.js";

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
 * Decides why a booking that still holds its seats may lose them, or that it may not (null). A payment that was
 * claimed keeps its seats past their time: its charge may already have gone through.
 */
export function releasable(intent: PaymentIntent, now: Date): CancelReason | null {
  switch (intent.status) {
    case "PENDING":
      return isDue(intent, now) ? "EXPIRED" : null;
    case "FAILURE":
      return "PAYMENT_FAILED";
    case "PROCESSING":
    case "SUCCESS":
    case "CANCELLED": // gave its seats up in the commit that cancelled it
      return null;
  }
}

/**
 * Refuses seats that someone has. Those whose lock ran out pass: whether they can be had, their payments tell.
 * @throws Refusal SEAT_TAKEN, naming every seat that is taken.
 */
export function assertNotTaken(seats: readonly OccupiedSeat[], now: Date): void {
  const taken = seats.filter((seat) => !hasRunOut(seat, now));
  if (taken.length > 0) throw seatTaken(taken);
}

/** The refusal that names the seats someone else has. */
export function seatTaken(seats: readonly OccupiedSeat[]): Refusal {
  const seatIds = seats.map((seat) => seat.seatId);
  return new Refusal("SEAT_TAKEN", `Taken: ${seatIds.join(", ")}.`, { seatIds });
}
