import * as z from "zod";
import { DAY_MS, HOUR_MS } from "../../shared/calendar.js";
import { refundIdOf } from "../../shared/ids.js";
import { Amount, Currency } from "../../shared/money.js";
import { Inconsistency } from "../../shared/refusals.js";
import { Failure, LEASE_MS, type PaymentIntent } from "./paymentIntent.js";
import type { ReviewKind } from "./review.js";

const MINUTE_MS = 60_000;
/** The longest pause between attempts to send a refund, and between looks that find it accepted or get no answer. */
const LONGEST_PAUSE_MS = 6 * HOUR_MS;
/** A round is all the attempts to send a refund under one key. After a day without an answer a person must look. */
const UNKNOWN_FOR_MS = DAY_MS;
/** When a round is this old, the sweep no longer sends it, so that no refund is under way when a person decides. */
const SENT_FOR_MS = UNKNOWN_FOR_MS - HOUR_MS;
/** How long after its first attempt a round may be accepted but not done, before a person must look. */
const ACCEPTED_FOR_MS = 14 * DAY_MS;
/** When the sweep looks again at a refund that is done. A bank can return the money without telling anyone. */
const LOOKS_AFTER_DONE_MS = [1, 7, 30].map((days) => days * DAY_MS);

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

/** A refund as the gateway knows it, in minor currency units. DONE becomes RETURNED if the bank returns the money. */
export interface GatewayRefund {
  refundId: string;
  round: number;
  status: "ACCEPTED" | "DONE" | "FAILED" | "RETURNED";
  amount: number;
  reference: string;
}

/** What is known of a refund after it was sent or looked for. UNKNOWN: it may be under way, or it was not sent yet. */
export type Finding =
  | { status: "ACCEPTED" | "DONE"; reference: string }
  | { status: "REFUSED"; failure: Failure }
  | { status: "RETURNED" | "UNKNOWN" };

/** Returns the idempotency key under which a refund's round is sent to the gateway. */
export function refundKey({ refundId, round }: Pick<Refund, "refundId" | "round">): string {
  return `${refundId}_${round}`;
}

const NOTHING_YET = { roundSince: null, refundReference: null, attempt: null, failure: null, doneAt: null };

/**
 * Decides on a refund. Returns its number, the change of the intent, and the refund to create. The refund is null if
 * nothing comes back. A late capture is refunded as number 0, so that it can be promised only once.
 * @param wish in minor currency units, like `captured`.
 * @param captured what the gateway says was captured late. Its amount may differ from the intent's.
 * @throws Inconsistency if amount and fee are more than is left of the payment, or if nothing was charged.
 */
export function decideRefund(
  intent: PaymentIntent,
  wish: Pick<Refund, "amount" | "fee" | "reason" | "by"> & { seatIds: readonly string[] },
  now: Date,
  captured?: { provider: string; reference: string; amount: number },
) {
  const { paymentIntentId, bookingId, userId, currency } = intent;
  const gateway = captured ?? intent.gateway;
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
 * - "look and send": the refund may have been sent. Claim it, look at the gateway, and send it unless the look answers.
 * - "look": the gateway has the refund. Only look.
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

/** Returns the change that leases a refund to one attempt. It is written before the gateway is called. */
export function decideRefundClaim(refund: Refund, attemptId: string, now: Date) {
  return {
    status: advanceRefund(refund, "SENDING"),
    attempt: { id: attemptId, number: (refund.attempt?.number ?? 0) + 1 },
    roundSince: refund.roundSince ?? now,
    dueAt: new Date(now.getTime() + LEASE_MS),
  };
}

/** Finds a round of a refund that is done or accepted at the gateway. Then no other may be sent or paid by hand. */
export function standing({ refundId }: Refund, known: readonly GatewayRefund[]) {
  for (const status of ["DONE", "ACCEPTED"] as const) {
    const found = known.find((other) => other.refundId === refundId && other.status === status);
    if (found) return { status, reference: found.reference };
  }
  return null;
}

/**
 * Decides what a look means for a refund. `known` are the payment's refunds at the gateway.
 * @returns what was found. "send" if the refund was never accepted in this round, the gateway knows neither this round
 * nor one that is done or under way, and the time to send is not over.
 */
export function decideAfterLook(
  refund: Refund,
  known: readonly GatewayRefund[],
  now: Date,
): Finding | "send" {
  const found = standing(refund, known);
  if (found) return found;
  const { status, refundReference } = refund;
  const isSent = status === "ACCEPTED" || status === "DONE";
  const own = known.find(
    ({ refundId, round, reference }) =>
      // The round that was accepted or done may be an earlier one, so it is found by its reference.
      refundId === refund.refundId && (isSent ? reference === refundReference : round === refund.round),
  );
  if (own === undefined) {
    // The gateway may no longer list a refund that is done. That does not mean that the bank returned the money.
    if (status === "DONE" && refundReference !== null) return { status, reference: refundReference };
    return isSent || isOver(refund, SENT_FOR_MS, now) ? { status: "UNKNOWN" } : "send";
  }
  return own.status === "RETURNED" || status === "DONE"
    ? { status: "RETURNED" }
    : { status: "REFUSED", failure: FAILED };
}

const FAILED: Failure = { code: "REFUND_FAILED", message: "The gateway could not complete the refund." };
const RETURNED: Failure = { code: "REFUND_RETURNED", message: "The bank gave the refund back." };
const OVERDUE: Failure = { code: "REFUND_OVERDUE", message: "The refund was not done in time." };

/** How to change a refund, which movement to book in the ledger, and which review to open. The last two may be null. */
export interface RefundRecord {
  change: Pick<Refund, "status" | "refundReference" | "failure" | "doneAt" | "dueAt">;
  movement: "refunded" | "returned" | null;
  review: ReviewKind | null;
}

/** Decides what follows from a finding: how the refund changes, what the ledger records, and whether a review opens. */
export function recordFinding(refund: Refund, finding: Finding, now: Date): RefundRecord {
  const { status, refundReference, doneAt } = refund;
  const changed = (to: RefundStatus, more: Partial<RefundRecord["change"]>): RefundRecord => ({
    change: {
      status: advanceRefund(refund, to),
      refundReference,
      failure: null,
      doneAt,
      dueAt: null,
      ...more,
    },
    movement: null,
    review: null,
  });
  const inReview = (review: ReviewKind, failure: Failure): RefundRecord => ({
    ...changed("NEEDS_REVIEW", { failure }),
    movement: status === "DONE" ? "returned" : null,
    review,
  });
  if (finding.status === "REFUSED") return inReview("REFUND_REFUSED", finding.failure);
  if (finding.status === "RETURNED") return inReview("REFUND_RETURNED", RETURNED);
  // A refund that is done stays done until the bank returns it. A gateway may show it as pending again for a while.
  if (status === "DONE") {
    const isUnanswered = finding.status === "UNKNOWN";
    const dueAt = isUnanswered ? later(now, LONGEST_PAUSE_MS) : nextLook(doneAt ?? now, now);
    return changed("DONE", { dueAt });
  }
  if (finding.status === "DONE") {
    const done = { refundReference: finding.reference, doneAt: now, dueAt: nextLook(now, now) };
    return { ...changed("DONE", done), movement: "refunded" };
  }
  const isAccepted = finding.status === "ACCEPTED" || status === "ACCEPTED";
  if (isOver(refund, isAccepted ? ACCEPTED_FOR_MS : UNKNOWN_FOR_MS, now)) {
    return inReview("REFUND_OVERDUE", OVERDUE);
  }
  if (!isAccepted) return changed("REQUIRED", { dueAt: nextAttempt(refund, now) });
  const reference = finding.status === "ACCEPTED" ? finding.reference : refundReference;
  return changed("ACCEPTED", { refundReference: reference, dueAt: later(now, LONGEST_PAUSE_MS) });
}

/** The change by which a person lets a refund be tried again. `attempt` is kept. So the sweep looks before it sends. */
export function retryRefund(refund: Refund, now: Date) {
  return { ...newRound(refund), status: "REQUIRED", doneAt: null, dueAt: now } as const;
}

/** The change by which a person says that a refund was paid by hand. Such a refund is never due again. */
export function paidByHand(refund: Refund, now: Date) {
  return { ...newRound(refund), status: "DONE", doneAt: now, dueAt: null } as const;
}

function newRound({ refundId, status, round }: Refund) {
  if (status !== "NEEDS_REVIEW")
    throw new Error(`refund ${refundId} cannot go from ${status} to a new round`);
  return { round: round + 1, roundSince: null, failure: null, refundReference: null };
}

/** The pause is the time since the round's first attempt plus a minute: 1, 2, 4 … minutes, at most six hours. */
function nextAttempt({ roundSince }: Refund, now: Date): Date {
  const lasted = now.getTime() - (roundSince ?? now).getTime();
  return later(now, Math.min(lasted + MINUTE_MS, LONGEST_PAUSE_MS));
}

function nextLook(doneAt: Date, now: Date): Date | null {
  return LOOKS_AFTER_DONE_MS.map((after) => later(doneAt, after)).find((look) => now < look) ?? null;
}

function isOver({ roundSince }: Refund, milliseconds: number, now: Date): boolean {
  return roundSince !== null && now >= later(roundSince, milliseconds);
}

function later(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}

/**
 * Returns a refund's next status.
 * @throws Error if `refundTransitions` does not allow it. This is a bug in the service.
 */
function advanceRefund<To extends RefundStatus>(refund: Refund, to: To): To {
  if (!refundTransitions[refund.status].includes(to)) {
    throw new Error(`refund ${refund.refundId} cannot go from ${refund.status} to ${to}`);
  }
  return to;
}
