import { z } from "zod";
import { Amount, Currency } from "../../shared/money.js";
import { expired, Refusal } from "../../shared/refusals.js";

/**
 * How long one call may take to charge before others may take its work over, in milliseconds. Longer than the
 * function's own time limit, so that the call is surely dead by then.
 */
export const LEASE_MS = 90_000;

export const PaymentStatus = z.enum(["PENDING", "PROCESSING", "SUCCESS", "FAILURE", "CANCELLED"]);
export type PaymentStatus = z.output<typeof PaymentStatus>;

/** Why a purchase ended without its seats. */
export const CancelReason = z.enum(["USER", "EXPIRED", "PAYMENT_FAILED"]);
export type CancelReason = z.output<typeof CancelReason>;

/**
 * Where a payment can go from where it is. PROCESSING to itself: a new attempt with the same gateway key. PENDING to
 * SUCCESS: there was nothing to charge.
 */
export const transitions: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: ["PROCESSING", "SUCCESS", "CANCELLED"],
  PROCESSING: ["PROCESSING", "SUCCESS", "FAILURE"],
  SUCCESS: [],
  FAILURE: [],
  CANCELLED: [],
};

export const Failure = z.object({ code: z.string(), message: z.string() });
export type Failure = z.output<typeof Failure>;

/** Who charged, and what the charge is called there. */
export const GatewayReference = z.object({ provider: z.string(), reference: z.string() });

/** How a payment ended, as the gateway told it. */
export type Outcome = { gateway: z.output<typeof GatewayReference> } & (
  { status: "SUCCESS"; failure: null } | { status: "FAILURE"; failure: Failure }
);

/** How the payment of nothing ends: no gateway hears of it. */
export const FREE: Outcome = {
  status: "SUCCESS",
  failure: null,
  gateway: { provider: "none", reference: "free" },
};

/** A payment for one booking. Until it is finished it owns the booking's seats: no one moves them but through it. */
export const PaymentIntent = z.object({
  paymentIntentId: z.string(),
  bookingId: z.string(),
  userId: z.string(),
  performanceId: z.string(),
  amount: Amount,
  currency: Currency,
  paymentMethod: z.string(),
  status: PaymentStatus,
  /** The call that charges or charged last; null before the first, and when one gave its claim back. */
  attempt: z.object({ id: z.string(), number: z.int().positive() }).nullable(),
  failure: Failure.nullable(),
  /** Why it was cancelled before any charge; null unless it was. */
  cancelReason: CancelReason.nullable(),
  gateway: GatewayReference.nullable(),
  /** The end of the lock: no attempt to charge begins after it. */
  payBy: z.date(),
  /**
   * When the sweep looks at it. PENDING: at the end of the lock. PROCESSING: at the end of the attempt's lease. SUCCESS
   * and FAILURE: at once, until the sweep saw the booking settled. Null: never.
   */
  dueAt: z.date().nullable(),
  /** 0 to 9, by the id's hash: the index that the sweep reads is ordered by the clock, in so many places. */
  shard: z.int().min(0).max(9),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type PaymentIntent = z.output<typeof PaymentIntent>;

/** Tells whether a payment has ended with an outcome, of whichever kind. */
export function isFinished(intent: PaymentIntent): intent is PaymentIntent & { status: Outcome["status"] } {
  return intent.status === "SUCCESS" || intent.status === "FAILURE";
}

/** Tells whether the time of the present state is up. The time is the database's, never an instance's own clock. */
export function isDue(intent: PaymentIntent, now: Date): boolean {
  return intent.dueAt !== null && now >= intent.dueAt;
}

/**
 * Lets an intent's own user at it.
 * @throws Refusal PAYMENT_INTENT_NOT_FOUND, also for someone else's, so that ids cannot be probed.
 */
export function ownIntent(intent: PaymentIntent | undefined, userId: string): PaymentIntent {
  if (intent?.userId !== userId) throw new Refusal("PAYMENT_INTENT_NOT_FOUND", "There is no such payment.");
  return intent;
}

/** Tells whether a call is charging, as far as anyone can know: it has claimed the payment and its lease runs. */
export function isHeld(intent: PaymentIntent, now: Date): boolean {
  return intent.attempt !== null && !isDue(intent, now);
}

/**
 * Decides what an attempt to pay may do: "claim" the payment, go on as it is "claimed" by itself in a commit whose
 * answer was lost, "finish" it where there is nothing to charge, "close" it where its time ended and nobody knows what
 * became of a charge, or leave it, "finished" or "cancelled".
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
      // Each attempt would otherwise hold the seats for another lease, and whoever tries for ever, for ever.
      return now < intent.payBy ? "claim" : "close";
  }
}

/** The refusal of a call that would come between a charge and its outcome. */
export function inProgress(): Refusal {
  return new Refusal(
    "PAYMENT_IN_PROGRESS",
    "A payment for this booking is under way. Ask again in a moment.",
  );
}

/** What the sweep does with an intent whose time is up. */
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
      return "leave";
  }
}

/**
 * Moves an intent along.
 * @throws Error if the table has no such transition: a fault of ours, never of a caller.
 */
export function advance<To extends PaymentStatus>(intent: PaymentIntent, to: To): To {
  if (!transitions[intent.status].includes(to)) {
    throw new Error(`payment intent ${intent.paymentIntentId} cannot go from ${intent.status} to ${to}`);
  }
  return to;
}
