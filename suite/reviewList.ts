import type { Review, ReviewKind } from "../functions/src/payments/domain/review.js";
import type * as Books from "./books.js";
import { wallTime } from "./times.js";
import { SERVICE_TIME_ZONE } from "../functions/src/shared/calendar.js";

/** What happened and what an operator can do, for each kind of review. More is in docs/operations.md. */
const KINDS: Record<ReviewKind, { happened: string; commands: readonly string[] }> = {
  UNKNOWN_OUTCOME: {
    happened: "For an hour the gateway has not told whether this payment was charged. Its seats are held.",
    commands: ["reviews -- retry"],
  },
  PAID_WITHOUT_BOOKING: {
    happened: "This payment was charged, but there is no booking to confirm.",
    commands: ["reviews -- retry", "refund --", "reviews -- dismiss"],
  },
  REFUND_REFUSED: {
    happened: "The gateway refused to pay this refund.",
    commands: ["reviews -- retry", "reviews -- paid-by-hand"],
  },
  REFUND_OVERDUE: {
    happened: "This refund was not done in time: no answer for a day, or accepted and not done for 14 days.",
    commands: ["reviews -- retry", "reviews -- paid-by-hand"],
  },
  REFUND_RETURNED: {
    happened: "The bank gave this refund back, for instance because the account is closed.",
    commands: ["reviews -- retry", "reviews -- paid-by-hand"],
  },
};

/** Returns the open reviews as text, oldest first. It reads all reviews, and one more document for each open one. */
export async function listReviews(books: typeof Books, project: string | undefined): Promise<string> {
  const { docs } = await books.reviews.orderBy("openSince").get();
  const open = docs.filter((review) => review.data().status === "open");
  if (open.length === 0) return "No review is open.";
  const entries = await Promise.all(
    open.map(async (review) => entryOf(review.id, review.data(), await about(books, review.data()), project)),
  );
  return entries.join("\n\n");
}

function entryOf(id: string, review: Review, more: readonly string[], project: string | undefined): string {
  const { kind, subject, amount, currency, openSince, opened } = review;
  const { happened, commands } = KINDS[kind];
  const times = opened === 1 ? "" : `, opened ${opened} times`;
  const since = `open since ${wallTime(openSince, SERVICE_TIME_ZONE)} (${SERVICE_TIME_ZONE})${times}`;
  const where = project === undefined ? "" : ` --project ${project}`;
  return [
    id,
    `  ${amount} ${currency}, ${since}`,
    `  ${happened}`,
    ...more.map((line) => `  ${line}`),
    ...commands.map((command) => {
      if (command === "refund --") return `    npm run refund -- ${subject} --reason "…"${where}`;
      const note = command.endsWith("retry") ? "" : ' --note "…"';
      return `    npm run ${command} ${id}${note}${where}`;
    }),
  ].join("\n");
}

/** Describes the payment or refund that a review is about. */
async function about(books: typeof Books, { kind, subject }: Review): Promise<string[]> {
  if (!kind.startsWith("REFUND_")) {
    const intent = (await books.paymentIntents.doc(subject).get()).data();
    if (!intent) return [];
    const reference = intent.gateway?.reference;
    const charge = reference ? `, at the gateway: ${intent.gateway!.provider} ${reference}` : "";
    return [`Booking ${intent.bookingId} of user ${intent.userId}${charge}.`];
  }
  const refund = (await books.refunds.doc(subject).get()).data();
  if (!refund) return [];
  const { bookingId, userId, seatIds, provider, paymentReference, failure, round } = refund;
  return [
    ...(failure ? [`${failure.code}: ${failure.message}`] : []),
    `Seats ${seatIds.join(", ")} of booking ${bookingId}, user ${userId}, round ${round}.`,
    `The charge at the gateway: ${provider} ${paymentReference}.`,
  ];
}
