import type { CreateBookingAnswer, CreateBookingRequest } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { CallFailed, type Reason } from "../calls/trouble.js";
import { untilKnown, type Waiting } from "../calls/untilKnown.js";
import type { Store } from "../parts/storage.js";
import { keepChoice, keptChoice } from "./choice.js";
import { keepOwn, ownBooking } from "./ownBookings.js";
import { forget, isOld, keep, type Purchase } from "./purchase.js";

/**
 * After these reasons the seats may be locked, or a repeated request may lock them. To repeat the request is safe,
 * because its request id stays the same.
 */
const UNKNOWN: readonly Reason[] = ["LOST", "OUTCOME_UNKNOWN", "CONTENDED"];

/** A booking as the service tells of it. */
type Booked = Omit<CreateBookingAnswer, "serverTime">;

/** What booking, paying and cancelling need. */
export interface Means {
  call: Call;
  /** What the tab keeps: purchases without an answer, and what is chosen. */
  tab: Store;
  /** What the browser keeps: bookings. */
  browser: Store;
  waiting: Waiting;
}

/**
 * Books, and repeats the same request until it is known whether the seats are locked. Locked seats are not kept as
 * chosen any more. An old request is not sent any more: its booking is only looked for.
 * @throws CallFailed for a reason that is not in `UNKNOWN`, UNANSWERED if an old request made no booking. A new try is
 * a new purchase.
 */
export async function book(
  purchase: Purchase,
  { call, tab, browser, waiting }: Means,
): Promise<Booked & { serverTime?: string }> {
  const { pressedAt: _, ...request } = purchase;
  const { performanceId } = request;
  const ask = () => (isOld(purchase) ? findMade(request, call) : call("createBooking", request));
  keep(tab, purchase);
  try {
    const answer = await untilKnown<Booked & { serverTime?: string }>(ask, UNKNOWN, waiting);
    const { serverTime: _, ...booking } = answer;
    // An answer that comes late must not replace what is known of the booking by now.
    if (booking.status !== "cancelled" && !ownBooking(browser, booking.bookingId)) {
      keepOwn(browser, { ...booking, performanceId, wasSent: false });
      const others = keptChoice(tab, performanceId).filter((seatId) => !purchase.seatIds.includes(seatId));
      keepChoice(tab, performanceId, others);
    }
    forget(tab, purchase);
    return answer;
  } catch (error) {
    if (error instanceof CallFailed) forget(tab, purchase);
    throw error;
  }
}

/** Finds the pending booking of a purchase among the newest bookings of the user. */
async function findMade({ performanceId, seatIds }: CreateBookingRequest, call: Call): Promise<Booked> {
  const { bookings } = await call("getMyBookings", { cursor: null });
  const made = bookings.find(
    (booking) =>
      booking.status === "pending" &&
      booking.performanceId === performanceId &&
      booking.seatIds.length === seatIds.length &&
      booking.seatIds.every((seatId) => seatIds.includes(seatId)),
  );
  if (made === undefined) throw new CallFailed({ reason: "UNANSWERED" });
  return made;
}
