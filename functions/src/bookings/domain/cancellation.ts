import type * as z from "zod";
import type { PricedSeat } from "../../performances/performance.js";
import { Refusal } from "../../shared/refusals.js";
import type { Booking, CancelledSeat } from "./booking.js";
import { quote, type Quote } from "./refundPolicy.js";

type CancelledSeats = Booking["cancelledSeats"];

/**
 * Finds the seats that a request to cancel names. `seats` are those that the booking still has. `before` are those that
 * were given back earlier.
 * @param seatIds null for all seats of the booking.
 * @throws Refusal SEAT_NOT_FOUND if the booking does not have all the named seats, unless all were given back earlier.
 */
export function seatsToCancel(
  booking: Booking,
  seatIds: readonly string[] | null,
): { seats: PricedSeat[]; before: CancelledSeats } {
  const isNamed = ({ seatId }: PricedSeat) => seatIds === null || seatIds.includes(seatId);
  const seats = booking.status === "cancelled" ? [] : booking.seats.filter(isNamed);
  const before = booking.cancelledSeats.filter(isNamed);
  if (seatIds === null || before.length === seatIds.length) return { seats, before };
  const unknown = seatIds.filter((seatId) => seats.every((seat) => seat.seatId !== seatId));
  if (unknown.length > 0) {
    throw new Refusal("SEAT_NOT_FOUND", `This booking has no seat ${unknown.join(", ")}.`, {
      seatIds: unknown,
    });
  }
  return { seats, before: [] };
}

/**
 * Computes the refund for seats of a paid booking, on the terms under which it was bought. See `quote`.
 * @param present the performance as it is now, or null if it is gone.
 */
export function quoteOf(
  booking: Booking,
  present: { startsAt: Date } | null,
  seats: readonly PricedSeat[],
  now: Date,
): Quote | null {
  const { refundPolicy: policy, timeZone, performanceStartsAt } = booking;
  // If a paid booking is not confirmed yet, `now` counts as the time of its confirmation.
  const confirmedAt = booking.confirmedAt ?? now;
  return quote({ policy, timeZone, performanceStartsAt, confirmedAt }, present, seats, now);
}

/**
 * Returns how a paid booking changes when seats of it are given back. If no seat is left, the booking is cancelled and
 * keeps its `seats` and `seatIds`.
 */
export function withoutSeats(
  booking: Booking,
  { seats, refundAmount, fee }: Quote,
  refundId: string | null,
  cancelReason: "USER" | "ORGANISER",
) {
  const cancelled = seats.map(({ seatId, section, price }): z.output<typeof CancelledSeat> => ({
    seatId,
    section,
    price,
    refundId,
  }));
  const left = booking.seats.filter(({ seatId }) => seats.every((seat) => seat.seatId !== seatId));
  return {
    cancelledSeats: [...booking.cancelledSeats, ...cancelled],
    refundedAmount: booking.refundedAmount + refundAmount,
    feeKept: booking.feeKept + fee,
    ...(left.length === 0
      ? ({ status: "cancelled", cancelReason } as const)
      : { seats: left, seatIds: left.map(({ seatId }) => seatId) }),
  };
}
