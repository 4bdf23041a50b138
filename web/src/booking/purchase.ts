import type { CreateBookingRequest } from "../../../functions/src/contract.js";
import type { Store } from "../parts/storage.js";
import { readList, writeList } from "./keeping.js";

/**
 * A purchase of this tab whose answer did not come yet. It is kept before the call, so that after a lost answer or a
 * reload the same request is sent again and gets the same booking.
 */
export type Purchase = CreateBookingRequest & {
  requestId: string;
  /** When the user pressed "Book", by the browser's clock, in milliseconds. */
  pressedAt: number;
};

const KEY = "purchases";

/** How long a purchase is sent again, in milliseconds. */
const SENT_MS = 5 * 60_000;

/** Makes a purchase with a new request id. It is not kept yet. */
export function newPurchase(
  wish: Pick<CreateBookingRequest, "performanceId" | "seatIds" | "paymentMethod">,
  requestId: string = crypto.randomUUID(),
): Purchase {
  return { ...wish, requestId, pressedAt: Date.now() };
}

/** Whether a purchase is not to be sent any more, because its user may be gone, and its seats locked for nothing. */
export const isOld = ({ pressedAt }: Purchase): boolean => Date.now() >= pressedAt + SENT_MS;

/** The purchases of a tab that have no answer yet. */
export const kept = (storage: Store): Purchase[] => readList(storage, KEY, isPurchase);

const isPurchase = (each: unknown): each is Purchase =>
  Array.isArray((each as Partial<Purchase> | null)?.seatIds);

const others = (storage: Store, { requestId }: Purchase) =>
  kept(storage).filter((each) => each.requestId !== requestId);

export function keep(storage: Store, purchase: Purchase): void {
  writeList(storage, KEY, [...others(storage, purchase), purchase]);
}

export function forget(storage: Store, purchase: Purchase): void {
  writeList(storage, KEY, others(storage, purchase));
}
