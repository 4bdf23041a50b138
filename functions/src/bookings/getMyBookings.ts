import * as z from "zod";
import { Booking, BookingStatus } from "./domain/booking.js";
import { listBookings } from "./store/listBookings.js";
import { callable, common } from "../request/callable.js";
import { cursorAt, PAGE_SIZE, pageFields } from "../request/cursor.js";

export const GetMyBookingsRequest = z.strictObject({
  ...common,
  ...pageFields,
  status: BookingStatus.nullish().meta({ description: "Lists only the bookings with this status." }),
});
export type GetMyBookingsRequest = z.input<typeof GetMyBookingsRequest>;

const BookingAnswer = Booking.pick({
  bookingId: true,
  performanceId: true,
  seatIds: true,
  seats: true,
  totalAmount: true,
  currency: true,
  status: true,
  cancelReason: true,
  paymentIntentId: true,
  cancelledSeats: true,
  refundedAmount: true,
  feeKept: true,
}).extend({
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().meta(Booking.shape.expiresAt.meta()!),
  confirmedAt: z.iso.datetime().nullable().meta(Booking.shape.confirmedAt.meta()!),
});

export const GetMyBookingsAnswer = z.object({
  bookings: z.array(BookingAnswer).meta({ description: "Newest first." }),
  nextCursor: z.string().nullable().meta({ description: "Null on the last page." }),
});
export type GetMyBookingsAnswer = z.output<typeof GetMyBookingsAnswer>;

/** Lists one page of the caller's bookings, newest first, without malformed ones. */
export const getMyBookings = callable(
  GetMyBookingsRequest,
  async ({ pageSize, cursor, status }, { userId }): Promise<GetMyBookingsAnswer> => {
    const { page, next } = await listBookings(userId, {
      status: status ?? null,
      after: cursor ?? null,
      pageSize: pageSize ?? PAGE_SIZE,
    });
    return { bookings: page.map(bookingAnswer), nextCursor: next && cursorAt(next) };
  },
);

function bookingAnswer(booking: Booking): z.output<typeof BookingAnswer> {
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
    cancelledSeats: booking.cancelledSeats,
    refundedAmount: booking.refundedAmount,
    feeKept: booking.feeKept,
    createdAt: booking.createdAt.toISOString(),
    expiresAt: booking.expiresAt.toISOString(),
    confirmedAt: booking.confirmedAt?.toISOString() ?? null,
  };
}
