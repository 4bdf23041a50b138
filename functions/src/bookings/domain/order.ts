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

/** What a user wants to buy, priced. */
export interface Order {
  bookingId: string;
  paymentIntentId: string;
  userId: string;
  requestId: string | null;
  performanceId: string;
  paymentMethod: Booking["paymentMethod"];
  seats: PricedSeat[];
  totalAmount: number;
  currency: string;
  ticketLimit: number;
}

/** What a caller asks for when booking. */
export interface BookingWish {
  userId: string;
  performanceId: string;
  seatIds: readonly string[];
  paymentMethod: Booking["paymentMethod"];
  requestId: string | null;
}

/**
 * Prices a wish at what the performance costs at this moment; the price then stays with the booking.
 * @throws Refusal SALES_NOT_OPEN, SALES_CLOSED, SEAT_NOT_FOUND.
 */
export function priceOrder(performance: Performance, wish: BookingWish, now: Date): Order {
  assertOnSale(performance, now);
  const seats = findSeats(performance, wish.seatIds);
  return {
    ...purchaseIds(wish.userId, wish.requestId),
    userId: wish.userId,
    requestId: wish.requestId,
    performanceId: wish.performanceId,
    paymentMethod: wish.paymentMethod,
    seats,
    totalAmount: sum(seats.map((seat) => seat.price)),
    currency: performance.currency,
    ticketLimit: performance.maxTicketsPerUser,
  };
}

/**
 * Finds out that a booking is the one a repeated request made.
 * @throws Refusal REQUEST_ID_REUSED if it was made with other contents.
 */
export function assertSameWish(booking: Booking, wish: BookingWish): void {
  const wished = [...wish.seatIds].sort();
  const booked = [...booking.seatIds].sort();
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

/**
 * Refuses more tickets than a user may hold of one performance.
 * @throws Refusal TICKET_LIMIT
 */
export function assertWithinLimit(order: Order, held: number): void {
  if (held + order.seats.length > order.ticketLimit) {
    throw new Refusal("TICKET_LIMIT", `No more than ${order.ticketLimit} tickets per person.`, {
      limit: order.ticketLimit,
      held,
    });
  }
}
