import type { ExecutePaymentAnswer } from "../../../functions/src/contract.js";
import { forgetOwn, keepOwn, ownBooking, type OpenBooking } from "../booking/ownBookings.js";
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

/** How an attempt to cancel ended. */
export type Cancelling = { is: "cancelled" } | Exclude<Attempt, { is: "declined" }>;

const OVER: readonly Reason[] = ["BOOKING_EXPIRED", "BOOKING_NOT_PENDING", "PAYMENT_INTENT_NOT_FOUND"];

interface Means {
  call: Call;
  /** Where the browser keeps its bookings. */
  storage: Store;
  waiting: Waiting;
}

/** Tells whether this browser keeps that it sent a payment for the booking. */
export function wasSent(storage: Store, bookingId: string): boolean {
  return ownBooking(storage, bookingId)?.wasSent ?? false;
}

/**
 * Pays, and asks again until the outcome is known. That a payment was sent is kept before the call, so that a reload
 * asks for its outcome instead of showing the form. It is forgotten if the attempt ends as "not charged".
 * @param card null for a booking that costs nothing. Also null to ask for the outcome of a payment that was sent
 * before a reload, because the card is kept nowhere.
 */
export async function pay(
  booking: OpenBooking,
  card: Card | null,
  { call, storage, waiting }: Means,
): Promise<Attempt> {
  const { paymentIntentId } = booking;
  keepOwn(storage, { ...booking, wasSent: true });
  const attempt = await untilKnown(
    () => call("executePayment", { paymentIntentId, ...card }),
    UNKNOWN,
    waiting,
  ).then(ended, (error: unknown) => refused(troubleOf(error)));
  if (attempt.is === "not charged") keepOwn(storage, { ...booking, wasSent: false });
  keepEnd(storage, booking, attempt);
  return attempt;
}

function ended({ status, failure }: ExecutePaymentAnswer): Attempt {
  return status === "SUCCESS" ? { is: "paid" } : { is: "declined", code: failure?.code ?? null };
}

function refused(trouble: Trouble): Exclude<Attempt, { is: "declined" }> {
  if (trouble.reason === "BOOKING_NOT_PENDING" && trouble.status === "confirmed") return { is: "paid" };
  return { is: OVER.includes(trouble.reason) ? "over" : "not charged", trouble };
}

/**
 * Cancels a booking that is not paid, and asks again until the outcome is known. Cancelling is safe to repeat.
 * @returns "cancelled", or why it was not: it may be paid, for instance in another tab.
 */
export async function cancel(booking: OpenBooking, { call, storage, waiting }: Means): Promise<Cancelling> {
  const { bookingId } = booking;
  const end = await untilKnown(() => call("cancelBooking", { bookingId }), UNKNOWN, waiting).then(
    (): Cancelling => ({ is: "cancelled" }),
    (error: unknown) => refused(troubleOf(error)),
  );
  keepEnd(storage, booking, end);
  return end;
}

/** Keeps that a booking is paid, or forgets one that cannot be paid any more. */
function keepEnd(storage: Store, booking: OpenBooking, { is }: Attempt | Cancelling): void {
  if (is === "paid") keepOwn(storage, { ...booking, status: "confirmed", wasSent: true });
  else if (is !== "not charged") forgetOwn(storage, booking.bookingId);
}
