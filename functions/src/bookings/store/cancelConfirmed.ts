import { logger } from "firebase-functions/logger";
import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import type { Booking } from "../domain/booking.js";
import { quoteOf, seatsToCancel, withoutSeats } from "../domain/cancellation.js";
import { quoteInFull } from "../domain/refundPolicy.js";
import { decideRefund, type Refund } from "../../payments/domain/refund.js";
import { findRefund, promiseRefund } from "../../payments/store/promiseRefund.js";
import { findPresentStart } from "../../performances/findPerformance.js";
import { optimisticCommit, Outdated, updateUnchanged } from "../../firestore/commit.js";
import { Inconsistency, notPending, notRefundable, Refusal } from "../../shared/refusals.js";
import { returnPaidTickets } from "./countTickets.js";
import { logLost, seatsOf } from "./ownSeats.js";
import { readPurchase, type Purchase } from "./purchase.js";

/** Which seats of a paid booking to give back, and on which terms. */
export interface Wish {
  /** Null for all seats that the booking still has. */
  seatIds: readonly string[] | null;
  /** The refund that the user agreed to, in minor currency units. If it is null, a USER gives back no seats. */
  expectedRefund: number | null;
  /** For an OPERATOR the refund is the full price, and `expectedRefund` is not checked. */
  by: "USER" | "OPERATOR";
}

/** A booking after seats of it were given back, and their refund, if any. */
export interface GivenBack {
  booking: Booking;
  refund: Refund | null;
}

/**
 * Gives back seats of a confirmed booking, takes them off the ticket count, promises their refund, if any, and books
 * refund and fee, in one commit. If all were given back earlier, it writes nothing and returns the last of their
 * refunds, if any.
 * @param purchase the confirmed booking and its payment. The first attempt does not read them again.
 * @param alongside adds the caller's writes to the commit.
 * @throws Refusal BOOKING_NOT_PENDING, SEAT_NOT_FOUND, NOT_REFUNDABLE, REFUND_CHANGED, CONTENDED, OUTCOME_UNKNOWN.
 * @throws Inconsistency as `decideRefund` does, and if the payment does not exist. MalformedDocument if a document is.
 */
export function cancelConfirmed(
  purchase: Purchase,
  wish: Wish,
  alongside: (batch: WriteBatch) => void = () => undefined,
): Promise<GivenBack> {
  return optimisticCommit<GivenBack>(async ({ batch, isRepeated }) => {
    const current = isRepeated ? await readPurchase(purchase.booking.id) : purchase;
    const { booking: snapshot, intent, readAt } = current;
    const booking = snapshot.data()!;
    const { seats, before } = seatsToCancel(booking, wish.seatIds);
    if (seats.length === 0) {
      const refundId = before.findLast((seat) => seat.refundId !== null)?.refundId ?? null;
      return { answer: { booking, refund: refundId === null ? null : await findRefund(refundId) } };
    }
    if (wish.by === "USER" && wish.expectedRefund === null)
      throw notPending({ status: "confirmed", cancelReason: null });
    const seatIds = seats.map(({ seatId }) => seatId);
    // If no seat was given back yet, the first attempt takes the booking's update time for the seats', because one
    // commit confirmed them all. If the times differ, the attempt's commit fails.
    const isAsConfirmed = !isRepeated && booking.cancelledSeats.length === 0;
    const [present, { own, lost }] = await Promise.all([
      wish.by === "USER" ? findPresentStart(booking.performanceId) : null,
      seatsOf(snapshot, seatIds, isAsConfirmed ? snapshot.updateTime! : null),
    ]);
    const quoted = wish.by === "USER" ? quoteOf(booking, present, seats, readAt) : quoteInFull(seats, readAt);
    if (quoted === null) throw notRefundable();
    const { refundAmount: amount, fee } = quoted;
    if (wish.by === "USER" && amount !== wish.expectedRefund) {
      throw new Refusal("REFUND_CHANGED", `The refund is now ${amount}.`, { refundAmount: amount, fee });
    }
    const payment = intent.data();
    if (payment === undefined) throw new Inconsistency(`${intent.ref.path} of a confirmed booking is gone`);
    const reason = wish.by === "USER" ? "USER" : "ORGANISER";
    // One commit changes `refunded` and `refundedAmount`. If they differ, they were read at different times.
    if (payment.refunded !== booking.refundedAmount) throw new Outdated();
    const promise = decideRefund(payment, { amount, fee, seatIds, reason, by: wish.by }, readAt);
    const refundId = promise.refund?.refundId ?? null;
    const change = withoutSeats(booking, quoted, refundId, reason);
    const updatedAt = FieldValue.serverTimestamp();
    updateUnchanged(batch, snapshot, { ...change, updatedAt });
    updateUnchanged(batch, intent, { ...promise.change, updatedAt });
    for (const { ref, lastUpdateTime } of own) batch.delete(ref, { lastUpdateTime });
    returnPaidTickets(batch, booking, seats.length);
    promiseRefund(batch, payment, promise, { fee, now: readAt });
    alongside(batch);
    return {
      onceCommitted: () => {
        const { bookingId } = booking;
        if ("status" in change) logger.info("booking.cancelled", { bookingId, cancelReason: reason });
        else logger.info("booking.seats-cancelled", { bookingId, seats: seats.length, cancelReason: reason });
        if (refundId !== null) logger.info("refund.promised", { refundId, amount, fee });
        logLost(bookingId, lost);
        return { booking: { ...booking, ...change }, refund: promise.refund };
      },
    };
  });
}
