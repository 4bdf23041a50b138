import type { CreateBookingAnswer } from "../../../functions/src/contract.js";
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
 * chosen any more.
 * @throws CallFailed for a reason that is not in `UNKNOWN`, and LOST instead of repeating an old request. A new try is
 * a new purchase.
 */
export async function book(
  purchase: Purchase,
  { call, tab, browser, waiting }: Means,
): Promise<CreateBookingAnswer> {
  const { pressedAt: _, ...request } = purchase;
  const { performanceId } = request;
  async function wait(milliseconds: number): Promise<void> {
    await waiting.wait(milliseconds);
    // The device may have slept meanwhile.
    if (isOld(purchase)) throw new CallFailed({ reason: "LOST" });
  }
  keep(tab, purchase);
  try {
    const answer = await untilKnown(() => call("createBooking", request), UNKNOWN, { ...waiting, wait });
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
