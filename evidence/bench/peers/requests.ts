import { z } from "zod";
import { PaymentMethod } from "../../../functions/src/bookings/domain/booking.js";
import { Id } from "../../../functions/src/shared/ids.js";
import { MAX_SEATS, SeatId } from "../../../functions/src/performances/performance.js";
import { common } from "../../../functions/src/request/callable.js";
import { findPerformance } from "../../../functions/src/performances/findPerformance.js";
import { serverNow } from "../../../functions/src/firestore/serverClock.js";
import { type BookingWish, priceOrder } from "../../../functions/src/bookings/domain/order.js";
import { openBooking } from "../../../functions/src/bookings/domain/purchase.js";

/** The request to book seats in the compared designs: the fields that they need, checked as in this project. */
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

/** The request to pay in the compared designs. Unlike this project, they do not refuse a card number as the token. */
export const PaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  paymentMethodToken: z.string().min(1).max(200),
  cvv: z.string().regex(/^\d{3,4}$/),
});

export const CancelRequest = z.strictObject({ ...common, bookingId: Id });

/** Prices a booking as this project does, from the same cached performance. Makes its documents, but stores none. */
export async function draftPurchase(wish: Omit<BookingWish, "requestId">, now = serverNow()) {
  const performance = await findPerformance(wish.performanceId);
  const order = priceOrder(performance, { ...wish, requestId: null }, serverNow());
  return { ...openBooking(order, now), ticketLimit: order.ticketLimit };
}
