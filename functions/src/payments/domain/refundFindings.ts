import { DAY_MS, HOUR_MS } from "../../shared/calendar.js";
import type { Failure } from "./paymentIntent.js";
import { advanceRefund, type Refund, type RefundStatus } from "./refund.js";
import type { ReviewKind } from "./review.js";

const MINUTE_MS = 60_000;
/**
 * The longest pause between attempts to send a refund. It is also the pause before the next look at a refund that is
 * accepted, and at one that is done if the last look got no answer.
 */
const LONGEST_PAUSE_MS = 6 * HOUR_MS;
/**
 * How long after its first attempt a round may stay without an answer, before a person must look. A round is all the
 * attempts to send a refund under one key.
 */
const UNKNOWN_FOR_MS = DAY_MS;
/** When a round is this old, the sweep no longer sends it, because a person must look an hour later. */
const SENT_FOR_MS = UNKNOWN_FOR_MS - HOUR_MS;
/** How long after its first attempt a round may be accepted but not done, before a person must look. */
const ACCEPTED_FOR_MS = 14 * DAY_MS;
/** The times after a refund was done from which the sweep looks again. A bank may return the money and tell nobody. */
const LOOKS_AFTER_DONE_MS = [1, 7, 30].map((days) => days * DAY_MS);

/** A round of a refund as the gateway knows it. `amount` is in minor currency units. */
export interface GatewayRefund {
  refundId: string;
  round: number;
  /** DONE becomes RETURNED if the bank returns the money. */
  status: "ACCEPTED" | "DONE" | "FAILED" | "RETURNED";
  amount: number;
  reference: string;
}

/** What was found out by sending or looking for a refund. UNKNOWN: nothing certain, for instance if no answer came. */
export type Finding =
  | { status: "ACCEPTED" | "DONE"; reference: string }
  | { status: "REFUSED"; failure: Failure }
  | { status: "RETURNED" | "UNKNOWN" };

/** Finds a round that the gateway has done or accepted. While there is one, no other may be sent or paid by hand. */
export function standing({ refundId }: Refund, known: readonly GatewayRefund[]) {
  for (const status of ["DONE", "ACCEPTED"] as const) {
    const found = known.find((other) => other.refundId === refundId && other.status === status);
    if (found) return { status, reference: found.reference };
  }
  return null;
}

/**
 * Decides what a look means for a refund. `known` are the payment's refunds at the gateway.
 * @returns what was found, or "send" if this round may be sent.
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

/** Decides what follows from a finding. */
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
  // A refund that is done stays done until the bank returns the money. A gateway may show it as ACCEPTED for a while.
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

/** The pause is the time since the round's first attempt plus a minute, but at most `LONGEST_PAUSE_MS`. */
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
