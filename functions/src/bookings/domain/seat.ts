import * as z from "zod";
import { SeatId } from "../../performances/performance.js";
import { Refusal } from "../../shared/refusals.js";

/** A seat that is locked or booked. It names no user, because anyone may read it. */
export const OccupiedSeat = z.object({
  performanceId: z.string(),
  seatId: SeatId,
  bookingId: z.string(),
  status: z.enum(["locked", "booked"]).meta({ description: "An available seat has no document." }),
  lockedUntil: z.date().nullable().meta({ description: "The end of the lock. Null if the seat is booked." }),
});
export type OccupiedSeat = z.output<typeof OccupiedSeat>;

/** Tells whether a seat's lock expired. A payment may still hold the seat: see `releasable` in `purchase.ts`. */
export function hasExpired(seat: OccupiedSeat, now: Date): boolean {
  return seat.status === "locked" && seat.lockedUntil !== null && now >= seat.lockedUntil;
}

export function seatTaken(seats: readonly OccupiedSeat[]): Refusal {
  const seatIds = seats.map((seat) => seat.seatId);
  return new Refusal("SEAT_TAKEN", `Taken: ${seatIds.join(", ")}.`, { seatIds });
}
