import type { CreateBookingRequest } from "../../../functions/src/contract.js";
import type { Store } from "../parts/storage.js";

/**
 * A purchase of this tab whose answer did not come yet. It is kept before the call, so that after a lost answer or a
 * reload the same request is sent again and gets the same booking.
 */
export type Purchase = CreateBookingRequest & { requestId: string };

const KEY = "purchase";

/** Makes a purchase with a new request id. It is not kept yet. */
export function newPurchase(
  wish: Pick<CreateBookingRequest, "performanceId" | "seatIds" | "paymentMethod">,
  requestId: string = crypto.randomUUID(),
): Purchase {
  return { ...wish, requestId };
}

export function keep(storage: Store, purchase: Purchase): void {
  storage.setItem(KEY, JSON.stringify(purchase));
}

export function kept(storage: Store): Purchase | null {
  const text = storage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Purchase);
}

/** Forgets a purchase, unless this tab keeps a newer one by now. */
export function forget(storage: Store, { requestId }: Purchase): void {
  if (kept(storage)?.requestId === requestId) storage.removeItem(KEY);
}
