import * as z from "zod";
import { findPresentStart } from "../performances/findPerformance.js";
import { PricedSeat } from "../performances/performance.js";
import { Id } from "../shared/ids.js";
import { Amount } from "../shared/money.js";
import { notRefundable } from "../shared/refusals.js";
import { callable, common } from "../request/callable.js";
import { SomeSeats } from "./cancelBooking.js";
import { Booking, ownBooking } from "./domain/booking.js";
import { quoteOf, seatsToCancel } from "./domain/cancellation.js";
import { FeeRule } from "./domain/refundPolicy.js";
import { readPurchase } from "./store/purchase.js";

export const QuoteRefundRequest = z.strictObject({ ...common, bookingId: Id, seatIds: SomeSeats });
export type QuoteRefundRequest = z.input<typeof QuoteRefundRequest>;

export const QuoteRefundAnswer = Booking.pick({ bookingId: true, currency: true }).extend({
  seats: z.array(PricedSeat.omit({ section: true }).extend({ fee: Amount, refund: Amount })),
  refundAmount: Amount.meta({ description: "What comes back, to be sent as expectedRefund." }),
  fee: Amount.meta({ description: "What is kept." }),
  feeRule: FeeRule.meta({ description: "What the fee follows from." }),
  validUntil: z.iso.datetime().meta({ description: "From this time on the amounts may be different." }),
  serverTime: z.iso.datetime().meta({ description: "The database's time of the quote." }),
});
export type QuoteRefundAnswer = z.output<typeof QuoteRefundAnswer>;

/** Tells what comes back if seats of the caller's own paid booking are cancelled now. It changes nothing. */
export const quoteRefund = callable(
  QuoteRefundRequest,
  async ({ bookingId, seatIds = null }, { userId }): Promise<QuoteRefundAnswer> => {
    const { booking: snapshot, intent, readAt } = await readPurchase(bookingId);
    const booking = ownBooking(snapshot.data(), userId);
    if (intent.data()?.status !== "SUCCESS") throw notRefundable();
    const { seats } = seatsToCancel(booking, seatIds);
    if (seats.length === 0) throw notRefundable();
    const quoted = quoteOf(booking, await findPresentStart(booking.performanceId), seats, readAt);
    if (quoted === null) throw notRefundable();
    return {
      bookingId,
      seats: quoted.seats.map(({ seatId, price, fee, refund }) => ({ seatId, price, fee, refund })),
      refundAmount: quoted.refundAmount,
      fee: quoted.fee,
      feeRule: quoted.feeRule,
      currency: booking.currency,
      validUntil: quoted.validUntil.toISOString(),
      serverTime: readAt.toISOString(),
    };
  },
);
