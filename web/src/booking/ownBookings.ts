import type { CreateBookingAnswer, GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import type { Store } from "../parts/storage.js";
import { BOOKINGS_KEY } from "./keptKeys.js";

/** A booking as the page of its payment needs it. */
export type OpenBooking = Omit<CreateBookingAnswer, "serverTime"> & {
  performanceId: string;
  /** Why the booking was cancelled. Only a booking from `getMyBookings` says it. */
  cancelReason?: GetMyBookingsAnswer["bookings"][number]["cancelReason"];
};

/** A booking that this browser keeps. It is pending or confirmed, as far as the browser knows. */
export type OwnBooking = OpenBooking & {
  /** Whether a payment was sent whose outcome may not be known yet. */
  wasSent: boolean;
};

/** How many bookings are kept, the newest. */
const MOST = 20;

/** The bookings that this browser keeps, of all its tabs, oldest first. */
export function ownBookings(storage: Store): OwnBooking[] {
  return JSON.parse(storage.getItem(BOOKINGS_KEY) ?? "[]") as OwnBooking[];
}

export function ownBooking(storage: Store, bookingId: string): OwnBooking | undefined {
  return ownBookings(storage).find((own) => own.bookingId === bookingId);
}

const others = (storage: Store, bookingId: string) =>
  ownBookings(storage).filter((own) => own.bookingId !== bookingId);

/** Keeps a booking in place of what was kept of it. */
export function keepOwn(storage: Store, booking: OwnBooking): void {
  const kept = [...others(storage, booking.bookingId), booking].slice(-MOST);
  storage.setItem(BOOKINGS_KEY, JSON.stringify(kept));
}

export function forgetOwn(storage: Store, bookingId: string): void {
  storage.setItem(BOOKINGS_KEY, JSON.stringify(others(storage, bookingId)));
}

/** The kept bookings of a performance that are not confirmed and whose time to pay is not over. */
export function heldBookings(storage: Store, performanceId: string, now: number): OwnBooking[] {
  return ownBookings(storage).filter(
    (own) =>
      own.performanceId === performanceId && own.status === "pending" && now < Date.parse(own.expiresAt),
  );
}

/**
 * Reads a page of the user's bookings. What the browser keeps of them follows: bookings may be paid or cancelled elsewhere.
 * @throws CallFailed
 */
export async function readBookings(
  cursor: string | null,
  { call, storage }: { call: Call; storage: Store },
): Promise<GetMyBookingsAnswer> {
  const page = await call("getMyBookings", { cursor });
  for (const { bookingId, status } of page.bookings) {
    const own = ownBooking(storage, bookingId);
    // A booking that is kept as confirmed may be pending in the list, which follows a payment a moment later.
    if (own === undefined || status === "pending") continue;
    if (status === "confirmed") keepOwn(storage, { ...own, status });
    else forgetOwn(storage, bookingId);
  }
  return page;
}
