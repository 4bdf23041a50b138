import * as z from "zod";
import { DAY_MS, HOUR_MS } from "../../shared/calendar.js";
import { SeatId } from "../../performances/performance.js";
import { Amount, Currency } from "../../shared/money.js";
import { expired, Refusal } from "../../shared/refusals.js";

/**
 * The lease, in milliseconds, of an attempt to charge a payment or to send a refund. When the lease expires, other
 * calls may take over. The lease is longer than the deadline of a call or of a step of the sweep.
 */
export const LEASE_MS = 90_000;

export const PaymentStatus = z.enum(["PENDING", "PROCESSING", "SUCCESS", "FAILURE", "CANCELLED"]);
export type PaymentStatus = z.output<typeof PaymentStatus>;

export const CancelReason = z.enum(["USER", "EXPIRED", "PAYMENT_FAILED", "ORGANISER"]).meta({
  description: "Why the purchase ended without seats. Only a paid booking is cancelled by the ORGANISER.",
});
export type CancelReason = z.output<typeof CancelReason>;

/**
 * The statuses that a payment can move to from each status. PROCESSING to PROCESSING is a new attempt with the same
 * idempotency key. PENDING to SUCCESS is a payment with nothing to charge.
 */
export const transitions: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ["PROCESSING", "SUCCESS", "CANCELLED"],
  PROCESSING: ["PROCESSING", "SUCCESS", "FAILURE"],
  SUCCESS: [],
  FAILURE: [],
  CANCELLED: [],
};

export const Failure = z.object({
  code: z.string().meta({ description: "The gateway's code, such as INSUFFICIENT_FUNDS." }),
  message: z.string().meta({ description: "For people." }),
});
export type Failure = z.output<typeof Failure>;

const GatewayReference = z.object({ provider: z.string(), reference: z.string() });

/**
 * The result of a payment. `closedAt` is set on a failure that the gateway returned when asked to close the payment.
 */
export type Outcome = { gateway: z.output<typeof GatewayReference>; closedAt?: Date } & (
  { status: "SUCCESS"; failure: null } | { status: "FAILURE"; failure: Failure }
);

/** The outcome of a payment with nothing to charge. No gateway is called for it. */
export const FREE: Outcome = {
  status: "SUCCESS",
  failure: null,
  gateway: { provider: "none", reference: "free" },
};

/**
 * A payment for one booking. Before the payment is finished or cancelled, a commit that takes seats from the booking
 * must also change the payment.
 */
export const PaymentIntent = z.object({
  paymentIntentId: z.string(),
  bookingId: z.string(),
  userId: z.string(),
  performanceId: z.string(),
  seatIds: z
    .array(SeatId)
    .default([])
    .meta({ description: "The seats as they were booked, also after some of them were given back." }),
  amount: Amount,
  currency: Currency,
  paymentMethod: z.string(),
  status: PaymentStatus,
  attempt: z.object({ id: z.string(), number: z.int().positive() }).nullable().meta({
    description:
      "The last call that claimed the payment. Null before the first claim, and after a call gave its claim back.",
  }),
  failure: Failure.nullable().meta({ description: "Why the payment failed. Null if it did not fail." }),
  cancelReason: CancelReason.nullable().meta({
    description: "Why the payment was cancelled before any charge. Null if it was not cancelled.",
  }),
  gateway: GatewayReference.extend({ reference: z.string().nullable() }).nullable().meta({
    description:
      "The gateway, from the first claim on. Its reference for the charge is null until there is an outcome.",
  }),
  closedAt: z.date().nullable().default(null).meta({
    description:
      "When the payment was closed without a charge. A charge may be captured later, so the sweep looks at the gateway after 10 minutes and after 24 hours.",
  }),
  refunded: Amount.default(0).meta({
    description: "The sum of all refunds that were promised. It is never more than what was captured.",
  }),
  refunds: z.int().nonnegative().default(0).meta({
    description:
      "How many times seats were given back. It numbers the refunds and the fees, which begin at 1.",
  }),
  payBy: z.date().meta({ description: "The end of the lock. No attempt to charge begins after it." }),
  dueAt: z.date().nullable().meta({
    description:
      "When the sweep looks at the payment. PENDING: at the end of the lock. PROCESSING: at the end of the attempt's lease, or, if the attempt was given up, at once or at the end of the lock. SUCCESS and FAILURE: at once, until the sweep sees that the booking is settled. A closed payment: once more after 10 minutes and after 24 hours. A refunded one: at once. Null: never.",
  }),
  shard: z.int().min(0).max(9).meta({
    description:
      "From the hash of the id. The sweep's index is ordered by time within each shard, so that its writes are spread over ten places.",
  }),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type PaymentIntent = z.output<typeof PaymentIntent>;

/** Returns whether a payment has an outcome, a success or a failure. */
export function isFinished(intent: PaymentIntent): intent is PaymentIntent & { status: Outcome["status"] } {
  return intent.status === "SUCCESS" || intent.status === "FAILURE";
}

/** Returns whether the whole amount of a payment, if there is one, was promised back. */
export function isPaidBack({ amount, refunded }: PaymentIntent): boolean {
  return refunded > 0 && refunded === amount;
}

/** Returns whether the sweep should look at an intent. `now` is the database's time. */
export function isDue(intent: PaymentIntent, now: Date): boolean {
  return intent.dueAt !== null && now >= intent.dueAt;
}

/**
 * Returns an intent if it belongs to the user.
 * @throws Refusal PAYMENT_INTENT_NOT_FOUND, also if it belongs to another user.
 */
export function ownIntent(intent: PaymentIntent | undefined, userId: string): PaymentIntent {
  if (intent?.userId !== userId) throw new Refusal("PAYMENT_INTENT_NOT_FOUND", "There is no such payment.");
  return intent;
}

/** Returns whether a PROCESSING payment is claimed, and the lease has not expired. */
export function isHeld(intent: PaymentIntent, now: Date): boolean {
  return intent.attempt !== null && !isDue(intent, now);
}

/**
 * Decides what an attempt to pay does.
 * - "claim": claim the payment.
 * - "claimed": charge. This attempt has claimed the payment before, in a commit whose answer was lost.
 * - "finish": finish the payment, because there is nothing to charge.
 * - "close": close the payment at the gateway, because the lock has ended and no outcome is recorded.
 * - "finished", "cancelled": change nothing.
 * @throws Refusal BOOKING_EXPIRED, PAYMENT_IN_PROGRESS.
 */
export function decideClaim(
  intent: PaymentIntent,
  attemptId: string,
  now: Date,
): "claim" | "claimed" | "finish" | "close" | "finished" | "cancelled" {
  switch (intent.status) {
    case "SUCCESS":
    case "FAILURE":
      return "finished";
    case "CANCELLED":
      return "cancelled";
    case "PENDING":
      if (now >= intent.payBy) throw expired();
      return intent.amount === 0 ? "finish" : "claim";
    case "PROCESSING":
      if (intent.attempt?.id === attemptId) return "claimed";
      if (isHeld(intent, now)) throw inProgress();
      // After the end of the lock no new attempt may begin. With new attempts a user could keep the seats for ever.
      return now < intent.payBy ? "claim" : "close";
  }
}

/**
 * Returns whether an earlier attempt's charge may still be under way at the gateway. If all earlier attempts charged
 * nothing, their claims were given back until `payBy`.
 */
export function mayBeCharging({ status, attempt, payBy, dueAt }: PaymentIntent): boolean {
  return status === "PROCESSING" && (attempt !== null || dueAt?.getTime() !== payBy.getTime());
}

/** The refusal for a call that must wait, because an attempt to charge holds the payment. */
export function inProgress(): Refusal {
  return new Refusal(
    "PAYMENT_IN_PROGRESS",
    "A payment for this booking is under way. Ask again in a moment.",
  );
}

/** Decides what the sweep does with an intent. */
export function decideSweep(
  intent: PaymentIntent,
  now: Date,
): "expire" | "ask the gateway" | "settle" | "leave" {
  if (!isDue(intent, now)) return "leave";
  switch (intent.status) {
    case "PENDING":
      return "expire";
    case "PROCESSING":
      return "ask the gateway";
    case "SUCCESS":
    case "FAILURE":
      return "settle";
    case "CANCELLED":
      return intent.closedAt === null ? "leave" : "settle";
  }
}

/** The times, in milliseconds after a payment was closed, from which the sweep looks for a late capture again. */
const LOOKS_AFTER_CLOSING_MS = [10 * 60_000, DAY_MS];

/**
 * Returns when the sweep next looks at a settled payment, or null if no look is left. It is the look after the one that
 * was due: a look that is past by now is not left out, because a sweep may come late. Where none is due yet, because
 * another sweep was faster, it is the next one from now.
 */
export function nextLook({ closedAt, dueAt }: PaymentIntent, now: Date): Date | null {
  if (closedAt === null || dueAt === null) return null;
  const made = dueAt < now ? dueAt : now;
  const looks = LOOKS_AFTER_CLOSING_MS.map((after) => new Date(closedAt.getTime() + after));
  return looks.find((look) => made < look) ?? null;
}

/** Returns whether the lock ended at least an hour ago. If the outcome is still unknown then, a person must look. */
export function isLongUnknown({ payBy }: PaymentIntent, now: Date): boolean {
  return now.getTime() >= payBy.getTime() + HOUR_MS;
}

/**
 * Returns an intent's next status.
 * @throws Error if `transitions` does not allow it.
 */
export function advance<To extends PaymentStatus>(intent: PaymentIntent, to: To): To {
  if (!transitions[intent.status].includes(to)) {
    throw new Error(`payment intent ${intent.paymentIntentId} cannot go from ${intent.status} to ${to}`);
  }
  return to;
}
