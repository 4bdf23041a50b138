import type { Booking } from "./domain/booking.js";
import type { PaymentIntent } from "../payments/domain/paymentIntent.js";

/** A booking as callers see it: times in ISO 8601, what is absent null. */
export function bookingAnswer(booking: Booking) {
  return {
    bookingId: booking.bookingId,
    performanceId: booking.performanceId,
    seatIds: booking.seatIds,
    seats: booking.seats,
    totalAmount: booking.totalAmount,
    currency: booking.currency,
    status: booking.status,
    cancelReason: booking.cancelReason,
    paymentIntentId: booking.paymentIntentId,
    createdAt: booking.createdAt.toISOString(),
    expiresAt: booking.expiresAt.toISOString(),
    confirmedAt: booking.confirmedAt?.toISOString() ?? null,
  };
}

/** A finished payment as its user sees it. Nothing of the gateway's own. */
export function paymentAnswer(intent: PaymentIntent) {
  const { paymentIntentId, bookingId, status, failure, amount, currency } = intent;
  return { paymentIntentId, bookingId, status, failure, amount, currency };
}
