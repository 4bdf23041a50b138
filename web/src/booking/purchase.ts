import type { CreateBookingAnswer, CreateBookingRequest } from "../../../functions/src/contract.js";
import type { Store } from "../parts/storage.js";

/**
 * A purchase of this tab. It is kept before the first call, so that after a lost answer or a reload the same request is
 * sent again and gets the same booking.
 */
export interface Purchase {
  request: CreateBookingRequest & { requestId: string };
  /** The booking as it was answered. Null until there is an answer. */
  answer: CreateBookingAnswer | null;
}

const KEY = "purchase";

/** Makes a purchase with a new request id. It is not kept yet. */
export function newPurchase(
  wish: Pick<CreateBookingRequest, "performanceId" | "seatIds" | "paymentMethod">,
  requestId: string = crypto.randomUUID(),
): Purchase {
  return { request: { ...wish, requestId }, answer: null };
}

export function keep(storage: Store, purchase: Purchase): void {
  storage.setItem(KEY, JSON.stringify(purchase));
}

export function kept(storage: Store): Purchase | null {
  const text = storage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Purchase);
}

/** Returns the kept purchase if its answer names the booking, or null. */
export function keptOf(storage: Store, bookingId: string): Purchase | null {
  const purchase = kept(storage);
  return purchase?.answer?.bookingId === bookingId ? purchase : null;
}

/** Returns the purchase's booking if it is for this performance, was answered as pending, and has not expired. */
export function heldBooking(
  purchase: Purchase | null,
  performanceId: string,
  now: number,
): CreateBookingAnswer | null {
  const answer = purchase?.request.performanceId === performanceId ? purchase.answer : null;
  return answer?.status === "pending" && now < Date.parse(answer.expiresAt) ? answer : null;
}

export function forget(storage: Store): void {
  storage.removeItem(KEY);
}
