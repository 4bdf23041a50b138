import * as z from "zod";
import { Id } from "../shared/ids.js";
import { Amount } from "../shared/money.js";
import { notPending } from "../shared/refusals.js";
import { close } from "../payments/gateways/charge.js";
import { gatewayOf } from "../payments/gateways/index.js";
import { Refund } from "../payments/domain/refund.js";
import { SeatIdList, SeatIds } from "../performances/performance.js";
import { Booking } from "./domain/booking.js";
import { cancelConfirmed, type GivenBack } from "./store/cancelConfirmed.js";
import { cancelPending } from "./store/cancelPending.js";
import { readPurchase, type Purchase } from "./store/purchase.js";
import { settleBooking } from "./store/settleBooking.js";
import { optimisticCommit } from "../firestore/commit.js";
import { callable, common } from "../request/callable.js";

export const SomeSeats = SeatIdList.pipe(SeatIds)
  .nullish()
  .meta({ description: "Distinct seats of a paid booking. All of them if it is left out." });

export const CancelBookingRequest = z.strictObject({
  ...common,
  bookingId: Id,
  seatIds: SomeSeats,
  expectedRefund: Amount.nullish().meta({
    description:
      "The refundAmount of the quote that the user agreed to, in minor currency units. Without it a paid booking is not cancelled.",
  }),
});
export type CancelBookingRequest = z.input<typeof CancelBookingRequest>;

export const CancelBookingAnswer = Booking.pick({
  bookingId: true,
  status: true,
  cancelReason: true,
  cancelledSeats: true,
}).extend({
  refund: Refund.pick({ refundId: true, amount: true, fee: true, currency: true, status: true })
    .nullable()
    .meta({ description: "Null if nothing comes back." }),
});
export type CancelBookingAnswer = z.output<typeof CancelBookingAnswer>;

/**
 * Cancels the caller's own pending booking, or gives back seats of a paid one if the refund equals `expectedRefund`. If
 * all the seats were given back earlier, it returns the last of their refunds, if any. If an attempt to charge a
 * pending booking ended without a recorded outcome, the payment is first closed at the gateway.
 */
export const cancelBooking = callable(
  CancelBookingRequest,
  async ({ bookingId, seatIds = null, expectedRefund = null }, { userId }): Promise<CancelBookingAnswer> => {
    const onlySome = seatIds !== null;
    let cancelled = await cancelPending(bookingId, userId, null, { onlySome });
    if (cancelled.state === "unresolved") {
      const { intent } = cancelled;
      const closed = await close(gatewayOf(intent), intent.paymentIntentId);
      cancelled = await cancelPending(bookingId, userId, closed, { onlySome });
    }
    if (cancelled.state !== "paid") {
      return { bookingId, status: "cancelled", cancelReason: "USER", refund: null, cancelledSeats: [] };
    }
    const { status } = cancelled.purchase.booking.data()!;
    // A call without `expectedRefund` must not change a paid booking. So refuse before `settled` confirms the booking.
    if (status === "pending" && expectedRefund === null) {
      throw notPending({ status: "confirmed", cancelReason: null });
    }
    const purchase = await settled(cancelled.purchase);
    return refundAnswer(await cancelConfirmed(purchase, { seatIds, expectedRefund, by: "USER" }));
  },
);

/** If the trigger has not confirmed a paid booking yet, confirms the booking and reads it again. */
async function settled(purchase: Purchase): Promise<Purchase> {
  const { bookingId, status } = purchase.booking.data()!;
  if (status !== "pending") return purchase;
  await settleBooking(bookingId, "SUCCESS");
  // `optimisticCommit` writes nothing here. It is used because it repeats a read that fails.
  return optimisticCommit(async () => ({ answer: await readPurchase(bookingId) }));
}

function refundAnswer({ booking, refund }: GivenBack): CancelBookingAnswer {
  const { bookingId, status, cancelReason, cancelledSeats } = booking;
  if (refund === null) return { bookingId, status, cancelReason, cancelledSeats, refund };
  const { refundId, amount, fee, currency, status: refundStatus } = refund;
  return {
    bookingId,
    status,
    cancelReason,
    cancelledSeats,
    refund: { refundId, amount, fee, currency, status: refundStatus },
  };
}
