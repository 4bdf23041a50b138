import { z } from "zod";
import { PaymentMethod } from "../../../functions/src/bookings/domain/booking.js";
import { Id } from "../../../functions/src/shared/ids.js";
import { MAX_SEATS, SeatId } from "../../../functions/src/performances/performance.js";
import { common } from "../../../functions/src/request/callable.js";
import { findPerformance } from "../../../functions/src/performances/findPerformance.js";
import { serverNow } from "../../../functions/src/firestore/serverClock.js";
import { type BookingWish, priceOrder } from "../../../functions/src/bookings/domain/order.js";
import { openBooking } from "../../../functions/src/bookings/domain/purchase.js";

/** The requests of the compared designs: the fields they need, checked as in this project, but for card numbers. */
export const BookingRequest = z.strictObject({
  ...common,
  performanceId: Id,
  seatIds: z
    .array(SeatId)
    .min(1)
    .max(MAX_SEATS)
    .refine((seatIds) => new Set(seatIds).size === seatIds.length, "must be distinct"),
  paymentMethod: PaymentMethod,
});

export const PaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  paymentMethodToken: z.string().min(1).max(200),
  cvv: z.string().regex(/^\d{3,4}$/),
});

export const CancelRequest = z.strictObject({ ...common, bookingId: Id });

/** Prices a booking as this project does, from the same cached performance, and makes the documents of a purchase. */
export async function draftPurchase(wish: Omit<BookingWish, "requestId">, now = serverNow()) {
  const performance = await findPerformance(wish.performanceId);
  const order = priceOrder(performance, { ...wish, requestId: null }, serverNow());
  return { ...openBooking(order, now), ticketLimit: order.ticketLimit };
}
