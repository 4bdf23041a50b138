import type { CreateBookingAnswer, GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { troubleOf } from "../calls/trouble.js";
import type { Store } from "../parts/storage.js";
import { clock } from "../time/clock.js";
import { parseList, readList, writeList } from "./keeping.js";
import { BOOKINGS_KEY } from "./keptKeys.js";

/** A booking as the page of its payment needs it. */
export type OpenBooking = Omit<CreateBookingAnswer, "serverTime"> & {
  performanceId: string;
  /** Why the booking was cancelled. Only a booking from `getMyBookings` says it. */
  cancelReason?: GetMyBookingsAnswer["bookings"][number]["cancelReason"];
};

/** A booking that this browser keeps. It is pending or confirmed, as far as the browser knows. */
export type OwnBooking = OpenBooking & {
  /** Whether a payment was sent that may have charged. */
  wasSent: boolean;
};

/** How long after its time to pay a booking is kept, in milliseconds. */
const KEPT_MS = 60 * 60_000;

/** The bookings that this browser keeps, of all its tabs, oldest first. */
export const ownBookings = (storage: Store): OwnBooking[] => readList(storage, BOOKINGS_KEY, isOwn);

/** The bookings in what a storage event tells of the key. */
export const ownIn = (text: string | null): OwnBooking[] => parseList(text, isOwn);

const isOwn = (each: unknown): each is OwnBooking =>
  Array.isArray((each as Partial<OwnBooking> | null)?.seats);

export function ownBooking(storage: Store, bookingId: string): OwnBooking | undefined {
  return ownBookings(storage).find((own) => own.bookingId === bookingId);
}

/** Keeps a booking in place of what was kept of it. One that is kept as confirmed stays so: the news is older. */
export function keepOwn(storage: Store, booking: OwnBooking): void {
  const kept = ownBookings(storage).filter(({ expiresAt }) => clock.now() < Date.parse(expiresAt) + KEPT_MS);
  const at = kept.findIndex((own) => own.bookingId === booking.bookingId);
  if (at < 0) kept.push(booking);
  else if (kept[at]!.status !== "confirmed" || booking.status === "confirmed") kept[at] = booking;
  writeList(storage, BOOKINGS_KEY, kept);
}

export function forgetOwn(storage: Store, bookingId: string): void {
  const others = ownBookings(storage).filter((own) => own.bookingId !== bookingId);
  writeList(storage, BOOKINGS_KEY, others);
}

const isHeld = ({ status, expiresAt }: OwnBooking) =>
  status === "pending" && clock.now() < Date.parse(expiresAt);

/** The kept bookings of a performance that are not confirmed and whose time to pay is not over. */
export function heldBookings(storage: Store, performanceId: string): OwnBooking[] {
  return ownBookings(storage).filter((own) => own.performanceId === performanceId && isHeld(own));
}

/** The seats of a performance that these bookings hold or have. */
export function seatsOf(own: readonly OwnBooking[], performanceId: string): string[] {
  return own
    .filter((each) => each.performanceId === performanceId && (each.status === "confirmed" || isHeld(each)))
    .flatMap(({ seats }) => seats.map(({ seatId }) => seatId));
}

/** A refusal, for instance of a performance that is gone, must not keep the list from its user. */
function unlessRefused(error: unknown): void {
  if (troubleOf(error).reason === "LOST") throw error;
}

/**
 * Reads a page of the user's bookings. What the browser keeps of them follows: bookings may be paid, cancelled or given
 * back elsewhere. If one is pending, the clock knows the server's time then, unless the performance is gone.
 * @throws CallFailed
 */
export async function readBookings(
  cursor: string | null,
  { call, storage }: { call: Call; storage: Store },
): Promise<GetMyBookingsAnswer> {
  const page = await call("getMyBookings", { cursor });
  for (const { bookingId, status, seats } of page.bookings) {
    const own = ownBooking(storage, bookingId);
    const isSame = own?.status === status && own.seats.length === seats.length;
    // A booking that is kept as confirmed may be pending in the list, which follows a payment a moment later.
    if (own === undefined || isSame || status === "pending") continue;
    if (status === "confirmed") keepOwn(storage, { ...own, status, seats });
    else forgetOwn(storage, bookingId);
  }
  // The list does not tell the server's time. The answer about the state of seats does.
  const pending = page.bookings.find(({ status }) => status === "pending");
  if (pending && !clock.isExact) {
    const { performanceId, seatIds } = pending;
    await call("getOccupiedSeats", { performanceId, seatIds }).catch(unlessRefused);
  }
  return page;
}
