import {
  assertOnSale,
  findSeats,
  type Performance,
  type PricedSeat,
} from "../../performances/performance.js";
import { purchaseIds } from "../../shared/ids.js";
import { sum } from "../../shared/money.js";
import { Refusal } from "../../shared/refusals.js";
import type { Booking } from "./booking.js";

/** A priced booking request, with the performance's terms and the ids of the purchase. */
export interface Order {
  bookingId: string;
  paymentIntentId: string;
  userId: string;
  requestId: string | null;
  performanceId: string;
  paymentMethod: Booking["paymentMethod"];
  seats: PricedSeat[];
  /** In minor currency units. */
  totalAmount: number;
  currency: string;
  ticketLimit: number;
  refundPolicy: Booking["refundPolicy"];
  timeZone: string;
  performanceStartsAt: Date;
}

/** A booking request and the user who made it. */
export interface BookingWish {
  userId: string;
  performanceId: string;
  seatIds: readonly string[];
  paymentMethod: Booking["paymentMethod"];
  requestId: string | null;
}

/**
 * Makes an order of a booking request, at the performance's prices and terms.
 * @throws Refusal SALES_NOT_OPEN, SALES_CLOSED, SEAT_NOT_FOUND.
 */
export function priceOrder(performance: Performance, wish: BookingWish, now: Date): Order {
  assertOnSale(performance, now);
  const seats = findSeats(performance, wish.seatIds);
  return {
    userId: wish.userId,
    requestId: wish.requestId,
    performanceId: wish.performanceId,
    paymentMethod: wish.paymentMethod,
    seats,
    totalAmount: sum(seats.map((seat) => seat.price)),
    currency: performance.currency,
    ticketLimit: performance.maxTicketsPerUser,
    refundPolicy: performance.refundPolicy,
    timeZone: performance.timeZone,
    performanceStartsAt: performance.startsAt,
    ...purchaseIds(wish.userId, wish.requestId),
  };
}

/**
 * Checks that an existing booking has the user, performance, seats and payment method of `wish`.
 * @throws Refusal REQUEST_ID_REUSED if it has not.
 */
export function assertSameWish(booking: Booking, wish: BookingWish): void {
  const wished = [...wish.seatIds].sort();
  // A cancelled booking keeps its last seats in `seatIds`, so the same seat may be in `seatIds` and in `given`.
  const given = booking.cancelledSeats.map((seat) => seat.seatId);
  const booked = [...new Set([...booking.seatIds, ...given])].sort();
  const same =
    booking.userId === wish.userId &&
    booking.performanceId === wish.performanceId &&
    booking.paymentMethod === wish.paymentMethod &&
    booked.length === wished.length &&
    booked.every((seatId, index) => seatId === wished[index]);
  if (!same) {
    throw new Refusal("REQUEST_ID_REUSED", "This requestId was used for another purchase. Pick a new one.", {
      bookingId: booking.bookingId,
    });
  }
}

/** Returns whether a user who holds `held` tickets of the performance would have too many with this order. */
export function exceedsLimit(order: Order, held: number): boolean {
  return held + order.seats.length > order.ticketLimit;
}

/** Throws the refusal TICKET_LIMIT if `exceedsLimit`. */
export function assertWithinLimit(order: Order, held: number): void {
  if (exceedsLimit(order, held)) {
    throw new Refusal("TICKET_LIMIT", `No more than ${order.ticketLimit} tickets per person.`, {
      limit: order.ticketLimit,
      held,
    });
  }
}
