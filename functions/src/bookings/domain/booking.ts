import * as z from "zod";
import { CancelReason } from "../../payments/domain/paymentIntent.js";
import { PricedSeat, SeatId } from "../../performances/performance.js";
import { RefundPolicy } from "../../performances/refundPolicy.js";
import { SERVICE_TIME_ZONE } from "../../shared/calendar.js";
import { Amount, Currency } from "../../shared/money.js";
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

/** A paid seat that was given back, and the id of its refund. */
export const CancelledSeat = PricedSeat.extend({
  refundId: z.string().nullable().meta({ description: "Null if nothing came back for the seat." }),
});

export const BookingStatus = z.enum(["pending", "confirmed", "cancelled"]).meta({
  description:
    "Pending: its seats are locked. Confirmed: its seats are paid. Cancelled: its seats are released.",
});

/** The seats that a user locked or bought in one purchase. */
export const Booking = z.object({
  bookingId: z.string(),
  userId: z.string().meta({ description: "The buyer's id from Firebase Authentication." }),
  performanceId: z.string(),
  seatIds: z.array(SeatId).min(1),
  seats: z.array(PricedSeat).min(1).meta({ description: "The seats at the prices of the time of booking." }),
  totalAmount: Amount,
  currency: Currency,
  paymentMethod: PaymentMethod,
  paymentIntentId: z.string(),
  status: BookingStatus,
  cancelReason: CancelReason.nullable().meta({
    description: "Why the booking was cancelled. Null if it was not cancelled.",
  }),
  requestId: z.string().nullable().meta({
    description: "The id that the client chose for the purchase, in lower case. Null if it chose none.",
  }),
  expiresAt: z.date().meta({ description: "The end of the lock. Until then the booking can be paid." }),
  createdAt: z.date(),
  updatedAt: z.date(),
  confirmedAt: z.date().nullable().meta({ description: "Null if the booking was never confirmed." }),
  refundPolicy: RefundPolicy.nullable().default(null).meta({
    description: "The performance's terms of a refund when the booking was made. Null: none.",
  }),
  timeZone: z.string().default(SERVICE_TIME_ZONE),
  performanceStartsAt: z.date().nullable().default(null).meta({
    description: "The start when the booking was made. A performance that was moved is refunded in full.",
  }),
  cancelledSeats: z
    .array(CancelledSeat)
    .default([])
    .meta({ description: "The seats that were paid and given back." }),
  refundedAmount: Amount.default(0).meta({ description: "The sum of the promised refunds." }),
  feeKept: Amount.default(0).meta({ description: "The sum of the cancellation fees." }),
});
export type Booking = z.output<typeof Booking>;

export function lockEnd(now: Date): Date {
  return new Date(now.getTime() + LOCK_MS);
}

/**
 * Tells whether the lock of a pending booking had already ended when the booking was created. This can happen if the
 * instance was suspended for minutes before its commit.
 */
export function wasBornExpired({ status, expiresAt, createdAt }: Booking): boolean {
  return status === "pending" && expiresAt <= createdAt;
}

/**
 * Returns the booking if it belongs to the user.
 * @throws Refusal BOOKING_NOT_FOUND, also if the booking belongs to another user. So nobody learns which ids exist.
 */
export function ownBooking(booking: Booking | undefined, userId: string): Booking {
  if (booking?.userId !== userId) throw new Refusal("BOOKING_NOT_FOUND", "There is no such booking.");
  return booking;
}
