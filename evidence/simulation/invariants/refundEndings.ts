import type { Books } from "./books.js";
import { recordedFor, statusAt } from "./gatewayRefunds.js";
import { refundsOf, sum } from "./refunds.js";

const isReviewed = (books: Books, kind: string, subject: string): boolean =>
  books.tables.reviews.get(`${kind}_${subject}`)?.status === "open";

/** All captured money is a confirmed ticket, a kept fee or a refund, or it is in an open review. */
const everyCaptureIsAccountedFor = (books: Books): string | null => {
  for (const [key, charge] of books.tables.simulatedCharges) {
    if (charge.failure !== null) continue;
    const bookingId = books.chargedFor.get(key) ?? "";
    const paymentIntentId = bookingId.replace(/^bk_/, "pi_");
    if (isReviewed(books, "PAID_WITHOUT_BOOKING", paymentIntentId) && books.meddledWith.has(bookingId))
      continue;
    const booking = books.tables.bookings.get(bookingId);
    const refunded = sum(refundsOf(books, paymentIntentId).map(([, { amount }]) => amount));
    const sold = booking?.status === "confirmed" ? sum(booking.seats.map(({ price }) => price)) : 0;
    if (sold + refunded + (booking?.feeKept ?? 0) !== charge.amount)
      return `${charge.amount} was captured for ${bookingId}, which is ${booking?.status}: ${sold} is sold, ${refunded} refunded, ${booking?.feeKept} kept`;
  }
  return null;
};

const REVIEWS_OF_REFUNDS = ["REFUND_REFUSED", "REFUND_OVERDUE", "REFUND_RETURNED"];

/** Every promised refund is done, at the gateway or by hand, or it is in an open review. */
const everyPromiseIsKeptOrReviewed = (books: Books, time: number): string | null => {
  for (const [refundId, { status, paymentIntentId, round, dueAt, amount, refundReference }] of books.tables
    .refunds) {
    const isOpen = REVIEWS_OF_REFUNDS.some((kind) => isReviewed(books, kind, refundId));
    if (status === "NEEDS_REVIEW" && !isOpen) return `${refundId} needs a review, and none is open`;
    if (status === "NEEDS_REVIEW") continue;
    if (status !== "DONE") return `${refundId} is ${status}`;
    if (dueAt !== null) return `${refundId} is done, and still due`;
    if (isOpen) return `${refundId} is done, and its review is open`;
    if (books.paidByHand.has(`${refundId}_${round}`)) continue;
    const recorded = recordedFor(books, paymentIntentId, refundId);
    const done = recorded.filter((one) => statusAt(one, time) === "DONE");
    if (done.length !== 1 || done[0]!.amount !== amount)
      return `${refundId} of ${amount} is done, and the gateway has ${JSON.stringify(recorded)}`;
    if (refundReference === null) return `${refundId} is done, and has no reference`;
  }
  return null;
};

/** Only paid payments are in open reviews. Each paid payment is, if its booking is gone or was never confirmed. */
const paymentsInReview = (books: Books): string | null => {
  for (const [id, { kind, status, subject }] of books.tables.reviews) {
    if (status !== "open" || kind.startsWith("REFUND_")) continue;
    const payment = books.tables.paymentIntents.get(subject);
    const isRight = kind === "PAID_WITHOUT_BOOKING" && payment?.status === "SUCCESS";
    if (!isRight) return `${id} is open, and the payment is ${payment?.status}`;
  }
  for (const [id, { bookingId, status }] of books.tables.paymentIntents) {
    const isWithout =
      status === "SUCCESS" && (books.tables.bookings.get(bookingId)?.confirmedAt ?? null) === null;
    if (isWithout && !isReviewed(books, "PAID_WITHOUT_BOOKING", id))
      return `${id} is paid, has no booking, and no review`;
  }
  return null;
};

/** What must hold of refunds at the end of each world. The time is in microseconds. */
export const REFUND_ENDINGS: Readonly<Record<string, (books: Books, time: number) => string | null>> = {
  "every capture is confirmed, refunded, a fee, or in review": everyCaptureIsAccountedFor,
  "every promised refund is done or in review": everyPromiseIsKeptOrReviewed,
  "reviews of payments are open as long as they must": paymentsInReview,
};
