import type { ExecutePaymentAnswer } from "../../../functions/src/contract.js";
import type { Store } from "../parts/storage.js";
import type { Call } from "../calls/call.js";
import { troubleOf, type Reason, type Trouble } from "../calls/trouble.js";
import { UNKNOWN, untilKnown, type Waiting } from "../calls/untilKnown.js";

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
  | { is: "not charged"; trouble: Trouble };

const OVER: readonly Reason[] = ["BOOKING_EXPIRED", "BOOKING_NOT_PENDING", "PAYMENT_INTENT_NOT_FOUND"];

/** The key under which the id of the booking is kept for which a payment was sent. */
const KEY = "paying";

/** Tells whether this tab keeps that it sent a payment for the booking. */
export function wasSent(storage: Store, bookingId: string): boolean {
  return storage.getItem(KEY) === bookingId;
}

/**
 * Pays, and asks again until the outcome is known. That a payment was sent is kept before the call, so that a reload
 * asks for its outcome instead of showing the form. It is forgotten if the attempt ends as "not charged".
 * @param card null for a booking that costs nothing. Also null to ask for the outcome of a payment that was sent
 * before a reload, because the card is kept nowhere.
 */
export async function pay(
  { bookingId, paymentIntentId }: { bookingId: string; paymentIntentId: string },
  card: Card | null,
  { call, storage, waiting }: { call: Call; storage: Store; waiting: Waiting },
): Promise<Attempt> {
  storage.setItem(KEY, bookingId);
  try {
    return ended(
      await untilKnown(() => call("executePayment", { paymentIntentId, ...card }), UNKNOWN, waiting),
    );
  } catch (error) {
    const trouble = troubleOf(error);
    if (OVER.includes(trouble.reason)) return { is: "over", trouble };
    storage.removeItem(KEY);
    return { is: "not charged", trouble };
  }
}

function ended({ status, failure }: ExecutePaymentAnswer): Attempt {
  return status === "SUCCESS" ? { is: "paid" } : { is: "declined", code: failure?.code ?? null };
}

/**
 * Cancels a booking that is not paid, and asks again until the outcome is known. Cancelling is safe to repeat.
 * @throws CallFailed if it cannot be cancelled, for instance because it is paid.
 */
export async function cancel(
  bookingId: string,
  { call, waiting }: { call: Call; waiting: Waiting },
): Promise<void> {
  await untilKnown(() => call("cancelBooking", { bookingId }), UNKNOWN, waiting);
}
