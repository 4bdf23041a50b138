import {
  inProgress,
  isDue,
  isHeld,
  type CancelReason,
  type Outcome,
  type PaymentIntent,
} from "../../payments/domain/paymentIntent.js";
import { shardOf } from "../../shared/ids.js";
import { expired, Inconsistency, notPending, Refusal } from "../../shared/refusals.js";
import { lockEnd, type Booking } from "./booking.js";
import type { Order } from "./order.js";
import type { OccupiedSeat } from "./seat.js";

/** The documents that a purchase begins with. Its seats are locked for five minutes from the time given. */
export function openBooking(order: Order, now: Date) {
  const { bookingId, paymentIntentId, userId, performanceId, paymentMethod, currency, requestId, seats } =
    order;
  const expiresAt = lockEnd(now);
  const common = {
    userId,
    performanceId,
    paymentMethod,
    currency,
    createdAt: now,
    updatedAt: now,
  };
  const booking: Booking = {
    ...common,
    bookingId,
    paymentIntentId,
    requestId,
    seats,
    seatIds: seats.map((seat) => seat.seatId),
    totalAmount: order.totalAmount,
    status: "pending",
    cancelReason: null,
    expiresAt,
    confirmedAt: null,
  };
  const intent: PaymentIntent = {
    ...common,
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
 * Decides whether a user may cancel a booking, given the intent that owns its seats. What ran out is refused, swept
 * already or not: an answer does not depend on how long ago the sweep came by.
 * @returns "cancel", "close" where it must first be certain that a charge whose call is over comes to nothing, or "done"
 * where the user cancelled it before.
 * @throws Refusal BOOKING_EXPIRED, BOOKING_NOT_PENDING, PAYMENT_IN_PROGRESS.
 */
export function decideCancel(
  booking: Booking,
  intent: PaymentIntent,
  now: Date,
): "cancel" | "close" | "done" {
  switch (intent.status) {
    case "PENDING":
      if (now >= booking.expiresAt) throw expired();
      return "cancel";
    case "CANCELLED":
      if (booking.cancelReason === "USER") return "done";
      throw notPending(booking);
    case "PROCESSING":
      if (isHeld(intent, now)) throw inProgress();
      return "close";
    case "SUCCESS":
    case "FAILURE":
      if (booking.cancelReason === "USER") return "done";
      // Its outcome is known and only waits to be settled: what the booking will be is decided already.
      throw new Refusal("BOOKING_NOT_PENDING", "The payment for this booking is finished.", {
        status: intent.status === "SUCCESS" ? "confirmed" : "cancelled",
      });
  }
}

/**
 * Decides why the owner of a lock that ran out, or whose payment was declined, may lose its seats, or that it may not
 * (null). A payment that was claimed keeps its seats past their time: its charge may already have gone through.
 * "ORPHANED": the booking is not there, or gave its seats up; a lock that was left behind ends with its time all the same.
 */
export function releasable(
  booking: Booking | undefined,
  intent: PaymentIntent | undefined,
  now: Date,
): CancelReason | "ORPHANED" | null {
  const isGone = booking === undefined || booking.status === "cancelled";
  // Without its payment nobody can say whether a booking was paid for.
  if (intent === undefined) return isGone ? "ORPHANED" : null;
  if (booking?.status === "confirmed" || holdsSeats(intent, now)) return null;
  if (isGone) return "ORPHANED";
  return intent.status === "FAILURE" ? "PAYMENT_FAILED" : "EXPIRED";
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
 * Decides where a payment's outcome moves its booking, by the booking's state alone: "done" when it is there already,
 * so that an outcome may be told any number of times, in any order, and hours late.
 * @throws Inconsistency if it was paid and there is no booking for it, or one that was cancelled and never confirmed, or
 * if a confirmed booking was not paid.
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
