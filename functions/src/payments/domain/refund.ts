import * as z from "zod";
import { refundIdOf } from "../../shared/ids.js";
import { Amount, Currency } from "../../shared/money.js";
import { Inconsistency } from "../../shared/refusals.js";
import { Failure, LEASE_MS, type PaymentIntent } from "./paymentIntent.js";

export const RefundStatus = z.enum(["REQUIRED", "SENDING", "ACCEPTED", "DONE", "NEEDS_REVIEW"]);
export type RefundStatus = z.output<typeof RefundStatus>;

export const RefundReason = z.enum(["USER", "ORGANISER", "LATE_CAPTURE"]);

/**
 * The statuses that a refund can move to from each status. SENDING to SENDING is a new attempt after one that recorded
 * no result. Only a person moves a refund out of NEEDS_REVIEW.
 */
export const refundTransitions: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  REQUIRED: ["SENDING"],
  SENDING: ["SENDING", "REQUIRED", "ACCEPTED", "DONE", "NEEDS_REVIEW"],
  ACCEPTED: ["ACCEPTED", "DONE", "NEEDS_REVIEW"],
  DONE: ["DONE", "NEEDS_REVIEW"],
  NEEDS_REVIEW: ["REQUIRED", "DONE"],
};

/** A promise to pay money back, and what has been done to keep it. */
export const Refund = z.object({
  refundId: z.string(),
  paymentIntentId: z.string(),
  bookingId: z.string(),
  userId: z.string(),
  amount: Amount.positive(),
  currency: Currency,
  fee: Amount.meta({ description: "What was kept of the seats' price." }),
  seatIds: z.array(z.string()),
  reason: RefundReason,
  by: z.enum(["USER", "OPERATOR", "SYSTEM"]),
  provider: z.string(),
  paymentReference: z.string().meta({ description: "The gateway's reference for the charge." }),
  status: RefundStatus,
  attempt: z.object({ id: z.string(), number: z.int().positive() }).nullable().meta({
    description:
      "The last attempt to send the refund. The number counts across rounds, because only a refund's very first attempt is sent without a look.",
  }),
  round: z.int().positive().meta({
    description: "Only a person begins another round. Each round has a key of its own at the gateway.",
  }),
  roundSince: z.date().nullable().meta({ description: "The round's first attempt. Null: none yet." }),
  refundReference: z.string().nullable().meta({
    description:
      "The gateway's reference for the refund. Null until the gateway has the refund, and if the refund was paid by hand.",
  }),
  failure: Failure.nullable(),
  doneAt: z.date().nullable(),
  dueAt: z.date().nullable().meta({ description: "When the sweep looks at the refund. Null: never." }),
  createdAt: z.date(),
  updatedAt: z.date(),
});
export type Refund = z.output<typeof Refund>;

/** Returns the idempotency key under which a refund's round is sent to the gateway. */
export function refundKey({ refundId, round }: Pick<Refund, "refundId" | "round">): string {
  return `${refundId}_${round}`;
}

const NOTHING_YET = { roundSince: null, refundReference: null, attempt: null, failure: null, doneAt: null };

/**
 * Builds a refund. Returns its number, the change of the intent, and the refund to create. The refund is null if
 * nothing comes back. A late capture is refunded as number 0.
 * @param wish what to pay back and what to keep. Amounts are in minor currency units, like that of `captured`.
 * @param captured what the gateway says was captured late. Its amount may differ from the intent's.
 * @throws Inconsistency if amount and fee are more than was charged and not refunded yet. Also if an amount is to be
 * paid back, but the gateway's reference for the charge is not known. Also if the captured amount is no amount of money
 * in the payment's currency.
 */
export function decideRefund(
  intent: PaymentIntent,
  wish: Pick<Refund, "amount" | "fee" | "reason" | "by"> & { seatIds: readonly string[] },
  now: Date,
  captured?: { provider: string; reference: string; amount: number; currency: string },
) {
  const { paymentIntentId, bookingId, userId, currency } = intent;
  const gateway = captured ?? intent.gateway;
  const isMoney = (amount: number) => Refund.shape.amount.safeParse(amount).success;
  if (captured && !(captured.currency === currency && isMoney(captured.amount)))
    throw new Inconsistency(`payment intent ${paymentIntentId} was not captured as an amount of ${currency}`);
  if (intent.refunded + wish.amount + wish.fee > (captured ?? intent).amount) {
    throw new Inconsistency(`payment intent ${paymentIntentId} has less left than ${wish.amount} to refund`);
  }
  const number = wish.reason === "LATE_CAPTURE" ? 0 : intent.refunds + 1;
  const refunds = Math.max(number, intent.refunds);
  // The payment becomes due, so that the sweep looks at it once more.
  const change = { refunded: intent.refunded + wish.amount, refunds, dueAt: now };
  if (wish.amount === 0) return { number, change, refund: null };
  if (!gateway?.reference) throw new Inconsistency(`payment intent ${paymentIntentId} was never charged`);
  const times = { dueAt: now, createdAt: now, updatedAt: now };
  const refund: Refund = {
    ...wish,
    seatIds: [...wish.seatIds],
    ...NOTHING_YET,
    status: "REQUIRED",
    round: 1,
    ...times,
    paymentIntentId,
    bookingId,
    userId,
    currency,
    refundId: refundIdOf(paymentIntentId, number),
    provider: gateway.provider,
    paymentReference: gateway.reference,
  };
  return { number, change, refund };
}

/**
 * Decides what the sweep does with a refund.
 * - "leave": the refund is not due, or a person must decide.
 * - "send": the refund was never sent. Claim it and send it.
 * - "look and send": the refund may have been sent. Claim it, look at the gateway, and send it if needed: see
 *   `decideAfterLook`.
 * - "look": the gateway has accepted or done the refund. Only look.
 */
export function decideRefundStep(refund: Refund, now: Date): "leave" | "send" | "look and send" | "look" {
  if (refund.dueAt === null || now < refund.dueAt) return "leave";
  switch (refund.status) {
    case "REQUIRED":
    case "SENDING":
      return refund.attempt === null ? "send" : "look and send";
    case "ACCEPTED":
    case "DONE":
      return "look";
    case "NEEDS_REVIEW":
      return "leave";
  }
}

/** Returns the change that leases a refund to one attempt. */
export function decideRefundClaim(refund: Refund, attemptId: string, now: Date) {
  return {
    status: advanceRefund(refund, "SENDING"),
    attempt: { id: attemptId, number: (refund.attempt?.number ?? 0) + 1 },
    roundSince: refund.roundSince ?? now,
    dueAt: new Date(now.getTime() + LEASE_MS),
  };
}

/**
 * The change by which a person lets a refund in review be tried again, in a new round. `attempt` is kept, so that the
 * sweep looks before it sends.
 */
export function retryRefund(refund: Refund, now: Date) {
  return { ...newRound(refund), status: "REQUIRED", doneAt: null, dueAt: now } as const;
}

/** The change by which a person says that a refund in review was paid by hand. The sweep does not look at it. */
export function paidByHand(refund: Refund, now: Date) {
  return { ...newRound(refund), status: "DONE", doneAt: now, dueAt: null } as const;
}

function newRound({ refundId, status, round }: Refund) {
  if (status !== "NEEDS_REVIEW")
    throw new Error(`refund ${refundId} cannot go from ${status} to a new round`);
  return { round: round + 1, roundSince: null, failure: null, refundReference: null };
}

/**
 * Returns a refund's next status.
 * @throws Error if `refundTransitions` does not allow it.
 */
export function advanceRefund<To extends RefundStatus>(refund: Refund, to: To): To {
  if (!refundTransitions[refund.status].includes(to)) {
    throw new Error(`refund ${refund.refundId} cannot go from ${refund.status} to ${to}`);
  }
  return to;
}
