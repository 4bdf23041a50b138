import { z } from "zod";
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

/** Tells whether a seat's lock has run out. Its payment may hold it still: see `releasable` in `purchase.ts`. */
export function hasRunOut(seat: OccupiedSeat, now: Date): boolean {
  return seat.status === "locked" && seat.lockedUntil !== null && now >= seat.lockedUntil;
}

/** The refusal that names the seats someone else has. */
export function seatTaken(seats: readonly OccupiedSeat[]): Refusal {
  const seatIds = seats.map((seat) => seat.seatId);
  return new Refusal("SEAT_TAKEN", `Taken: ${seatIds.join(", ")}.`, { seatIds });
}
