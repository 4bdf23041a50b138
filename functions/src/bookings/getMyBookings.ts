import { z } from "zod";
import { BookingStatus, type Booking } from "./domain/booking.js";
import { listBookings } from "./store/listBookings.js";
import { callable, common } from "../request/callable.js";
import { Cursor, cursorAt } from "../request/cursor.js";

const GetMyBookingsRequest = z.strictObject({
  ...common,
  pageSize: z.int().min(1).max(100).nullish(),
  cursor: Cursor.nullish(),
  status: BookingStatus.nullish(),
});

/** Lists one page of the caller's bookings, newest first. */
export const getMyBookings = callable(
  GetMyBookingsRequest,
  async ({ pageSize, cursor, status }, { userId }) => {
    const { page, next } = await listBookings(userId, {
      status: status ?? null,
      after: cursor ?? null,
      pageSize: pageSize ?? 20,
    });
    return { bookings: page.map(bookingAnswer), nextCursor: next && cursorAt(next) };
  },
);

/** A booking as callers see it: times are in ISO 8601, absent values are null. */
function bookingAnswer(booking: Booking) {
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
