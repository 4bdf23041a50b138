import type { ExecutePaymentAnswer } from "../../../functions/src/contract.js";
import type { Means } from "../booking/book.js";
import { keepChoice, keptChoice } from "../booking/choice.js";
import { forgetOwn, keepOwn, ownBooking, type OpenBooking } from "../booking/ownBookings.js";
import { troubleOf, type Reason, type Trouble } from "../calls/trouble.js";
import { UNKNOWN, untilKnown } from "../calls/untilKnown.js";
import type { Store } from "../parts/storage.js";

/** What a form of a payment method hands over. */
export interface Card {
  paymentMethodToken: string;
  cvv: string;
}

/** How an attempt to pay ended. */
export type Attempt =
  | { is: "paid" }
  /** `code` is null where the reason is not known. */
  | { is: "declined"; code: string | null }
  /** The booking cannot be paid any more. */
  | { is: "over"; trouble: Trouble }
  /** The attempt was refused for another reason. The user may try again. */
  | { is: "refused"; trouble: Trouble };

/** How an attempt to cancel ended. `wasSent`: an earlier payment may still be charged, and is refunded then. */
export type Cancelling = { is: "cancelled"; wasSent: boolean } | Exclude<Attempt, { is: "declined" }>;

const OVER: readonly Reason[] = ["BOOKING_EXPIRED", "BOOKING_NOT_PENDING", "PAYMENT_INTENT_NOT_FOUND"];

/**
 * Pays, and asks again until the outcome is known. That a payment was sent is kept before the call, so that a reload
 * asks for its outcome instead of showing the form.
 * @param card null for a booking that costs nothing. Also null to ask for the outcome of a payment that was sent
 * before a reload, because the card is kept nowhere. Such a question is refused as malformed if a card is needed.
 */
export async function pay(booking: OpenBooking, card: Card | null, means: Means): Promise<Attempt> {
  const { call, browser, waiting } = means;
  const { bookingId, paymentIntentId } = booking;
  const wasSent = ownBooking(browser, bookingId)?.wasSent ?? false;
  keepOwn(browser, { ...booking, wasSent: true });
  const attempt = await untilKnown(
    () => call("executePayment", { paymentIntentId, ...card }),
    UNKNOWN,
    waiting,
  ).then(ended, (error: unknown) => refused(troubleOf(error)));
  if (attempt.is === "refused") {
    // An earlier payment may have charged, unless the service says that none has.
    const mayHaveCharged = wasSent && attempt.trouble.reason !== "GATEWAY_UNAVAILABLE";
    keepOwn(browser, { ...booking, wasSent: mayHaveCharged });
  }
  keepEnd(booking, attempt, means);
  return attempt;
}

function ended({ status, failure }: ExecutePaymentAnswer): Attempt {
  return status === "SUCCESS" ? { is: "paid" } : { is: "declined", code: failure?.code ?? null };
}

function refused(trouble: Trouble): Exclude<Attempt, { is: "declined" }> {
  if (trouble.reason === "BOOKING_NOT_PENDING" && trouble.status === "confirmed") return { is: "paid" };
  return { is: OVER.includes(trouble.reason) ? "over" : "refused", trouble };
}

/**
 * Cancels a booking that is not paid, and asks again until the outcome is known. Cancelling is safe to repeat.
 * @returns "cancelled", or why it was not: it may be paid, for instance in another tab.
 */
export async function cancel(booking: OpenBooking, means: Means): Promise<Cancelling> {
  const { bookingId } = booking;
  const wasSent = ownBooking(means.browser, bookingId)?.wasSent ?? false;
  const end = await untilKnown(() => means.call("cancelBooking", { bookingId }), UNKNOWN, means.waiting).then(
    (): Cancelling => ({ is: "cancelled", wasSent }),
    (error: unknown) => refused(troubleOf(error)),
  );
  keepEnd(booking, end, means);
  return end;
}

/**
 * Keeps that a booking is paid. Forgets one that cannot be paid any more, and keeps its seats as chosen again, unless
 * it was cancelled, here or elsewhere: then they are not wanted.
 */
function keepEnd(booking: OpenBooking, end: Attempt | Cancelling, { browser, tab }: Means): void {
  if (end.is === "refused") return;
  if (end.is === "paid") return keepOwn(browser, { ...booking, status: "confirmed", wasSent: true });
  forgetOwn(browser, booking.bookingId);
  const wasCancelled =
    end.is === "cancelled" || (end.is === "over" && end.trouble.reason === "BOOKING_NOT_PENDING");
  if (!wasCancelled) chooseAgain(booking, tab);
}

/** Keeps the seats of a booking as chosen, so that they are chosen again where they can be booked. */
export function chooseAgain({ performanceId, seats }: OpenBooking, tab: Store): void {
  const others = keptChoice(tab, performanceId);
  keepChoice(tab, performanceId, [...others, ...seats.map(({ seatId }) => seatId)]);
}
