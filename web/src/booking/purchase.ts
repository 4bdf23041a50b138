import type { CreateBookingAnswer, CreateBookingRequest } from "../../../functions/src/contract.js";
import type { Store } from "../parts/storage.js";

/**
 * A purchase of this tab. It is kept before the first call, so that after a lost answer or a reload the same request is
 * sent again and gets the same booking.
 */
export interface Purchase {
  request: CreateBookingRequest & { requestId: string };
  /** The block in which the seats were chosen. */
  block: string;
  /** The booking as it was answered. Null until there is an answer. */
  answer: CreateBookingAnswer | null;
}

const KEY = "purchase";

/** Makes a purchase with a new request id. It is not kept yet. */
export function newPurchase(
  wish: Pick<CreateBookingRequest, "performanceId" | "seatIds" | "paymentMethod">,
  block: string,
  requestId: string = crypto.randomUUID(),
): Purchase {
  return { request: { ...wish, requestId }, block, answer: null };
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

/**
 * Returns the booking of a purchase if it can still be paid and all its seats are on hold in this block, or null.
 * @param lockedIds the seats that are on hold in the block.
 * @param now the server's time, in milliseconds since 1970.
 */
export function heldHere(
  purchase: Purchase | null,
  performanceId: string,
  lockedIds: ReadonlySet<string>,
  now: number,
): CreateBookingAnswer | null {
  if (purchase === null || purchase.answer === null) return null;
  const { request, answer } = purchase;
  const isHeld = answer.status === "pending" && now < Date.parse(answer.expiresAt);
  const isHere =
    request.performanceId === performanceId && request.seatIds.every((seatId) => lockedIds.has(seatId));
  return isHeld && isHere ? answer : null;
}

export function forget(storage: Store): void {
  storage.removeItem(KEY);
}
