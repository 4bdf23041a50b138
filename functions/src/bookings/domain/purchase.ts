import {
  inProgress,
  isDue,
  isHeld,
  type CancelReason,
  type Outcome,
  type PaymentIntent,
} from "../../payments/domain/paymentIntent.js";
import { shardOf } from "../../shared/ids.js";
import { expired, Inconsistency, notPending } from "../../shared/refusals.js";
import { lockEnd, type Booking } from "./booking.js";
import type { Order } from "./order.js";
import type { OccupiedSeat } from "./seat.js";

/** Builds the documents of a new purchase: booking, payment intent and seat locks of five minutes from `now`. */
export function openBooking(order: Order, now: Date) {
  const { bookingId, paymentIntentId, userId, performanceId, paymentMethod, currency, requestId, seats } =
    order;
  const expiresAt = lockEnd(now);
  const common = {
    userId,
    performanceId,
    seatIds: seats.map(({ seatId }) => seatId),
    paymentMethod,
    currency,
    createdAt: now,
    updatedAt: now,
  };
  // The spread comes last, because Node 20 builds an object much more slowly if many fields follow a spread.
  const booking: Booking = {
    bookingId,
    paymentIntentId,
    requestId,
    seats,
    totalAmount: order.totalAmount,
    status: "pending",
    cancelReason: null,
    expiresAt,
    confirmedAt: null,
    refundPolicy: order.refundPolicy,
    timeZone: order.timeZone,
    performanceStartsAt: order.performanceStartsAt,
    cancelledSeats: [],
    refundedAmount: 0,
    feeKept: 0,
    ...common,
  };
  const intent: PaymentIntent = {
    bookingId,
    paymentIntentId,
    payBy: expiresAt,
    dueAt: expiresAt,
    shard: shardOf(paymentIntentId),
    amount: order.totalAmount,
    status: "PENDING",
    attempt: null,
    failure: null,
    cancelReason: null,
    gateway: null,
    closedAt: null,
    refunded: 0,
    refunds: 0,
    ...common,
  };
  const locks: OccupiedSeat[] = seats.map(({ seatId }) => ({
    performanceId,
    seatId,
    bookingId,
    status: "locked",
    lockedUntil: expiresAt,
  }));
  return { booking, intent, locks };
}

/**
 * Decides, by the payment intent and the booking, what to do when a user cancels the booking.
 * - "cancel": nothing was charged, so the booking can be cancelled at once.
 * - "close": an attempt to charge ended without a recorded outcome, so the payment must first be closed at the gateway.
 * - "paid": the payment succeeded, and the booking is not cancelled or was confirmed before. So `cancelConfirmed` must
 *   decide whether seats can be given back.
 * - "done": the user has cancelled the booking already, and it was never confirmed.
 * @throws Refusal PAYMENT_IN_PROGRESS, BOOKING_NOT_PENDING, BOOKING_EXPIRED.
 */
export function decideCancel(
  booking: Booking,
  intent: PaymentIntent,
  now: Date,
): "cancel" | "close" | "paid" | "done" {
  switch (intent.status) {
    case "PENDING":
      if (now >= booking.expiresAt) throw expired();
      return "cancel";
    case "CANCELLED":
      if (booking.cancelReason === "USER") return "done";
      throw notPending({ ...booking, status: "cancelled" });
    case "PROCESSING":
      if (isHeld(intent, now)) throw inProgress();
      return "close";
    // The booking of a finished payment may still be pending.
    case "SUCCESS":
      if (booking.status !== "cancelled" || booking.confirmedAt !== null) return "paid";
      if (booking.cancelReason === "USER") return "done";
      throw notPending({ status: "cancelled", cancelReason: null });
    case "FAILURE":
      if (booking.cancelReason === "USER") return "done";
      throw notPending({ status: "cancelled", cancelReason: null });
  }
}

/**
 * Decides whether a purchase may lose its seats. A PROCESSING payment keeps its seats even after the lock expired,
 * because the charge may already have gone through.
 * @param seat a seat that names this purchase as its owner.
 * @returns the reason, or null if the purchase keeps its seats. "ORPHANED" means that the booking does not exist, is
 * cancelled, or does not include the seat.
 */
export function releasable(
  booking: Booking | undefined,
  intent: PaymentIntent | undefined,
  now: Date,
  seat?: OccupiedSeat,
): CancelReason | "ORPHANED" | null {
  if (seat !== undefined && booking !== undefined && !includes(booking, seat)) return "ORPHANED";
  const isGone = booking === undefined || booking.status === "cancelled";
  // Without a payment intent, a booking that is not cancelled keeps its seats, because it may be paid.
  if (intent === undefined) return isGone ? "ORPHANED" : null;
  if (booking?.status === "confirmed" || holdsSeats(intent, now)) return null;
  if (isGone) return "ORPHANED";
  return intent.status === "FAILURE" ? "PAYMENT_FAILED" : "EXPIRED";
}

function includes({ performanceId, seatIds }: Booking, seat: OccupiedSeat): boolean {
  return seat.performanceId === performanceId && seatIds.includes(seat.seatId);
}

function holdsSeats(intent: PaymentIntent, now: Date): boolean {
  switch (intent.status) {
    case "PENDING":
      return !isDue(intent, now);
    case "PROCESSING":
    case "SUCCESS":
      return true;
    case "FAILURE":
    case "CANCELLED":
      return false;
  }
}

/**
 * Decides how a payment's outcome changes its booking. An outcome may arrive more than once and late. "done" means that
 * there is nothing to change.
 * @throws Inconsistency if the payment succeeded but the booking does not exist, or was cancelled and never confirmed.
 * Also if the payment failed but the booking was confirmed.
 */
export function decideSettlement(
  bookingId: string,
  booking: Booking | undefined,
  outcome: Outcome["status"],
): "confirm" | "release" | "done" {
  if (booking?.status === "pending") return outcome === "SUCCESS" ? "confirm" : "release";
  const wasConfirmed = (booking?.confirmedAt ?? null) !== null;
  if (wasConfirmed !== (outcome === "SUCCESS")) {
    const state = booking === undefined ? "is not there" : `is ${booking.status}`;
    throw new Inconsistency(`booking ${bookingId} ${state}, but its payment ended in ${outcome}`);
  }
  return "done";
}
