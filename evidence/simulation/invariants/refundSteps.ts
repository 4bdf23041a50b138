import type { Check, Commit } from "./check.js";
import type { Entry, Refund } from "./documents.js";
import { recordedFor, statusAt } from "./gatewayRefunds.js";

const DIAGRAM: Readonly<Record<string, readonly string[]>> = {
  REQUIRED: ["SENDING"],
  SENDING: ["SENDING", "REQUIRED", "ACCEPTED", "DONE", "NEEDS_REVIEW"],
  ACCEPTED: ["ACCEPTED", "DONE", "NEEDS_REVIEW"],
  DONE: ["DONE", "NEEDS_REVIEW"],
  NEEDS_REVIEW: [],
};

/** The fields of a refund that never change. */
const FIXED = [
  "paymentIntentId",
  "bookingId",
  "userId",
  "amount",
  "currency",
  "fee",
  "seatIds",
  "reason",
  "by",
  "provider",
  "paymentReference",
  "createdAt",
] as const;

/**
 * The promise of a refund stays as it was written. A person may begin another round. All other changes are the refund
 * sweep's, along the diagram: a claim counts an attempt, a refund is done only once the gateway has paid it, and it
 * goes to review together with the review's document.
 */
export const aRefundFollowsItsDiagram: Check = (entry, commit) => {
  const { author, entries } = commit;
  if (entry.collection !== "refunds") return null;
  const { id, before, after } = entry;
  if (after === null) return `${id} is deleted`;
  if (before === null)
    return after.status === "REQUIRED" && after.round === 1 ? null : `${id} begins as ${after.status}`;
  const field = FIXED.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (field !== undefined) return `${id} has another ${field}`;
  if (author?.call.name === "answerReview") return newRoundProblem(id, before, after, entries);
  if (author?.call.name !== "sweepRefunds") return `${id} is changed by ${author?.call.name}`;
  if (after.round !== before.round) return `${id} is in round ${after.round} after ${before.round}`;
  const isClaim = after.status === "SENDING";
  const numbers = [before, after].map(({ attempt }) => attempt?.number ?? 0) as [number, number];
  if (numbers[1] !== numbers[0] + (isClaim ? 1 : 0))
    return `${id} has attempt ${numbers[1]} after ${numbers[0]}`;
  if (!(DIAGRAM[before.status] ?? []).includes(after.status))
    return `${id} goes from ${before.status} to ${after.status}`;
  if (after.status === "DONE" && !isPaidAtTheGateway(id, after, commit))
    return `${id} is done, and not yet at the gateway`;
  if (after.status !== "NEEDS_REVIEW") return null;
  const review = entries.find((other) => other.collection === "reviews" && other.after?.subject === id);
  return review?.after ? null : `${id} needs a review, and none is opened in the same commit`;
};

/** Whether the gateway paid a refund. The bank may have sent the money back since. */
const isPaidAtTheGateway = (id: string, { paymentIntentId }: Refund, { books, time }: Commit): boolean =>
  recordedFor(books, paymentIntentId, id).some((one) => ["DONE", "RETURNED"].includes(statusAt(one, time)));

/**
 * What is wrong with a new round of a refund, or null. A person begins it, and the same commit closes the review and
 * records the person's action. The refund's last attempt stays as it was.
 */
function newRoundProblem(
  id: string,
  before: Refund,
  after: Refund,
  entries: readonly Entry[],
): string | null {
  const isClosed = entries.some(
    ({ collection, after: review }) =>
      collection === "reviews" && review?.subject === id && review.status === "closed",
  );
  const isRecorded = entries.some(({ collection }) => collection === "operatorActions");
  const isRight =
    before.status === "NEEDS_REVIEW" &&
    (after.status === "REQUIRED" || after.status === "DONE") &&
    after.round === before.round + 1 &&
    JSON.stringify(after.attempt) === JSON.stringify(before.attempt) &&
    isClosed &&
    isRecorded;
  return isRight ? null : `${id} is ${after.status} in round ${after.round} after ${before.status}`;
}

/** A refund is due within the limits of `WAITS`. */
export const aRefundIsDueInTime: Check = (entry, { time, author }) => {
  if (entry.collection !== "refunds" || entry.after === null || author === null) return null;
  const { status, dueAt } = entry.after;
  const [least, most] = WAITS[status]!;
  if (dueAt === null)
    return status === "NEEDS_REVIEW" || status === "DONE" ? null : `${entry.id} is ${status}, and never due`;
  const wait = dueAt - author.begun.time;
  return wait >= least && dueAt - time <= most
    ? null
    : `${entry.id} is ${status}, and due after ${wait / 1e6} s`;
};

const HOUR_MICROS = 3_600 * 1e6;

/**
 * The limits of the time until a refund is due, by its status, in microseconds: the least from the beginning of the
 * operation that writes the refund, and the most from its commit.
 */
const WAITS: Readonly<Record<string, readonly [number, number]>> = {
  REQUIRED: [-Infinity, 6 * HOUR_MICROS],
  SENDING: [60 * 1e6, 120 * 1e6],
  ACCEPTED: [0, 6 * HOUR_MICROS],
  DONE: [0, 30 * 24 * HOUR_MICROS],
  NEEDS_REVIEW: [0, 0],
};

/**
 * A review has the amount and the currency of the payment or refund that it is about. It counts how often it was opened.
 * Only an open review can be closed.
 */
export const aReviewIsOfItsSubject: Check = (entry, { books }) => {
  if (entry.collection !== "reviews") return null;
  const { id, before, after } = entry;
  if (after === null) return `${id} is deleted`;
  const subject = books.tables.refunds.get(after.subject) ?? books.tables.paymentIntents.get(after.subject);
  if (id !== `${after.kind}_${after.subject}` || subject === undefined) return `${id} is about nothing`;
  if (after.amount !== subject.amount || after.currency !== subject.currency)
    return `${id} has another amount`;
  const opens = after.status === "open" ? 1 : 0;
  const isRight =
    after.opened === (before?.opened ?? 0) + opens && (opens === 1 || before?.status === "open");
  return isRight ? null : `${id} is ${after.status} for the ${after.opened}. time after ${before?.opened}`;
};
