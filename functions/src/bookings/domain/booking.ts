import { z } from "zod";
import { purchaseIds } from "../../shared/ids.js";
import { Amount, Currency, sum } from "../../shared/money.js";
import {
  assertOnSale,
  findSeats,
  PricedSeat,
  SeatId,
  type Performance,
} from "../../performances/performance.js";
import { inProgress, isHeld, type PaymentIntent } from "../../payments/domain/paymentIntent.js";
import type { OccupiedSeat } from "./seat.js";
import { Refusal } from "../../shared/refusals.js";

/** How long seats are locked for a purchase, in milliseconds. */
export const LOCK_MS = 5 * 60_000;

export const PaymentMethod = z.enum([
  "CREDIT_CARD",
  "DEBIT_CARD",
  "VIRTUAL_ACCOUNT",
  "BANK_TRANSFER",
  "MOBILE",
  "KAKAO_PAY",
  "NAVER_PAY",
  "TOSS_PAY",
  "SAMSUNG_PAY",
  "APPLE_PAY",
  "GOOGLE_PAY",
]);

export const BookingStatus = z.enum(["pending", "confirmed", "cancelled"]);
export const CancelReason = z.enum(["USER", "EXPIRED", "PAYMENT_FAILED"]);
export type CancelReason = z.output<typeof CancelReason>;

/** Seats that a user holds or has bought. While it is pending, and once it is confirmed, all its seats are its own. */
export const Booking = z.object({
  bookingId: z.string(),
  userId: z.string(),
  performanceId: z.string(),
  seatIds: z.array(SeatId).min(1),
  seats: z.array(PricedSeat).min(1),
  totalAmount: Amount,
  currency: Currency,
  paymentMethod: PaymentMethod,
  paymentIntentId: z.string(),
  status: BookingStatus,
  cancelReason: CancelReason.nullable(),
  requestId: z.string().nullable(),
  expiresAt: z.date(),
  createdAt: z.date(),
  updatedAt: z.date(),
  confirmedAt: z.date().nullable(),
});
export type Booking = z.output<typeof Booking>;

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

/** When a lock that begins now ends. */
export function lockEnd(now: Date): Date {
  return new Date(now.getTime() + LOCK_MS);
}

/** Tells whether a booking was over when it was made: by an instance whose clock had stood still. */
export function wasBornExpired({ status, expiresAt, createdAt }: Booking): boolean {
  return status === "pending" && expiresAt <= createdAt;
}

/** The documents that a purchase begins with. Its seats are locked for five minutes from the time given. */
export function openBooking(order: Order, now: Date) {
  const { bookingId, paymentIntentId, userId, performanceId, paymentMethod, currency, requestId, seats } =
    order;
  const expiresAt = lockEnd(now);
  const common = {
    userId,
    performanceId,
    paymentMethod,
    currency,
    expiresAt,
    createdAt: now,
    updatedAt: now,
  };
  const booking: Booking = {
    ...common,
    bookingId,
    paymentIntentId,
    requestId,
    seats,
    seatIds: seats.map((seat) => seat.seatId),
    totalAmount: order.totalAmount,
    status: "pending",
    cancelReason: null,
    confirmedAt: null,
  };
  const intent: PaymentIntent = {
    ...common,
    bookingId,
    paymentIntentId,
    payBy: expiresAt,
    amount: order.totalAmount,
    status: "PENDING",
    attempt: null,
    failure: null,
    gateway: null,
  };
  const locks: OccupiedSeat[] = seats.map(({ seatId }) => ({
    performanceId,
    seatId,
    bookingId,
    status: "locked",
    lockedUntil: expiresAt,
  }));
  return { booking, intent, locks };
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

/**
 * Lets a booking's own user at it.
 * @throws Refusal BOOKING_NOT_FOUND, also for someone else's, so that ids cannot be probed.
 */
export function ownBooking(booking: Booking | undefined, userId: string): Booking {
  if (booking?.userId !== userId) throw new Refusal("BOOKING_NOT_FOUND", "There is no such booking.");
  return booking;
}

/**
 * Decides whether a user may cancel a booking, given the intent that owns its seats. What ran out is refused, swept
 * already or not: an answer does not depend on how long ago the sweep came by.
 * @returns "cancel", "close" where it must first be certain that a charge whose call is over comes to nothing, or "done"
 * where the user cancelled it before.
 * @throws Refusal BOOKING_EXPIRED, BOOKING_NOT_PENDING, PAYMENT_IN_PROGRESS.
 */
export function decideCancel(
  booking: Booking,
  intent: PaymentIntent,
  now: Date,
): "cancel" | "close" | "done" {
  switch (intent.status) {
    case "PENDING":
      if (now >= booking.expiresAt) throw expired();
      return "cancel";
    case "CANCELLED":
      if (booking.cancelReason === "USER") return "done";
      throw notPending(booking);
    case "PROCESSING":
      if (isHeld(intent, now)) throw inProgress();
      return "close";
    case "SUCCESS":
    case "FAILURE":
      if (booking.cancelReason === "USER") return "done";
      // Its outcome is known and only waits to be settled: what the booking will be is decided already.
      throw new Refusal("BOOKING_NOT_PENDING", "The payment for this booking is finished.", {
        status: intent.status === "SUCCESS" ? "confirmed" : "cancelled",
      });
  }
}

/** The refusal that tells why a booking can no longer be paid or cancelled. */
export function notPending(booking: Pick<Booking, "status" | "cancelReason">): Refusal {
  return booking.cancelReason === "EXPIRED"
    ? expired()
    : new Refusal("BOOKING_NOT_PENDING", `This booking is ${booking.status}.`, { status: booking.status });
}

/** The refusal for a booking whose time is up. */
export function expired(): Refusal {
  return new Refusal("BOOKING_EXPIRED", "The time to pay for this booking is up.");
}
