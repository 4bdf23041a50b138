import * as z from "zod";
import { Booking, PaymentMethod } from "./domain/booking.js";
import { Id, RequestId } from "../shared/ids.js";
import { SeatIds } from "../performances/performance.js";
import { findEarlier, type Locked } from "./store/earlierBooking.js";
import { lockSeats } from "./store/lockSeats.js";
import { findPerformance } from "../performances/findPerformance.js";
import { serverNow } from "../firestore/serverClock.js";
import { callable, common } from "../request/callable.js";
import { type BookingWish, type Order, priceOrder } from "./domain/order.js";

export const CreateBookingRequest = z.strictObject({
  ...common,
  performanceId: Id,
  seatIds: SeatIds,
  paymentMethod: PaymentMethod,
  requestId: RequestId.nullish().meta({
    description:
      "A UUID that the client chooses for the purchase. With it, a repeated request gets the first one's booking.",
  }),
});
export type CreateBookingRequest = z.input<typeof CreateBookingRequest>;

export const CreateBookingAnswer = Booking.pick({
  bookingId: true,
  paymentIntentId: true,
  status: true,
  seats: true,
  totalAmount: true,
  currency: true,
}).extend({
  expiresAt: z.iso.datetime().meta(Booking.shape.expiresAt.meta()!),
  serverTime: z.iso.datetime().meta({
    description:
      "The database's time when the booking was written or read. A countdown to expiresAt starts from this time, because the client's clock may be wrong.",
  }),
});
export type CreateBookingAnswer = z.output<typeof CreateBookingAnswer>;

/** Locks seats for five minutes and creates their booking and payment intent, once for a user's `requestId`. */
export const createBooking = callable(
  CreateBookingRequest,
  async (request, { userId }): Promise<CreateBookingAnswer> => {
    const { performanceId, seatIds, paymentMethod, requestId = null } = request;
    const { booking, serverTime } = await book({ userId, performanceId, seatIds, paymentMethod, requestId });
    return {
      bookingId: booking.bookingId,
      paymentIntentId: booking.paymentIntentId,
      status: booking.status,
      seats: booking.seats,
      totalAmount: booking.totalAmount,
      currency: booking.currency,
      expiresAt: booking.expiresAt.toISOString(),
      serverTime: serverTime.toISOString(),
    };
  },
);

async function book(wish: BookingWish): Promise<Locked> {
  let order: Order;
  try {
    order = priceOrder(await findPerformance(wish.performanceId), wish, serverNow());
  } catch (refusal) {
    // A repeated request gets the booking that it made before, even if a new request is refused now, for instance
    // because the sales have closed.
    const earlier = await findEarlier(wish);
    if (earlier === null) throw refusal;
    return earlier;
  }
  return lockSeats(order);
}
