import type { CancelBookingAnswer, QuoteRefundAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { troubleOf, type Reason } from "../calls/trouble.js";
import { UNKNOWN, untilKnown, type Waiting } from "../calls/untilKnown.js";

/** Asking for a quote changes nothing, so it is simply asked again. */
const UNKNOWN_QUOTE: readonly Reason[] = ["CONTENDED"];

interface Means {
  call: Call;
  waiting: Waiting;
}

/** Asks what comes back for seats of a paid booking. The seats are always named, so that what is shown is what is meant. */
export function quote(bookingId: string, seatIds: readonly string[], { call, waiting }: Means) {
  return untilKnown(() => call("quoteRefund", { bookingId, seatIds: [...seatIds] }), UNKNOWN_QUOTE, waiting);
}

/** What became of a refund that the user agreed to. */
export type Refunded =
  { is: "done"; answer: CancelBookingAnswer } | { is: "changed"; quote: QuoteRefundAnswer };

/**
 * Gives seats back for the sum of a quote. If another sum comes back by now, nothing is done, and the new quote is
 * returned to be agreed to.
 * @throws CallFailed for all other refusals.
 */
export async function giveBack(agreed: QuoteRefundAnswer, means: Means): Promise<Refunded> {
  const { bookingId, refundAmount } = agreed;
  const seatIds = agreed.seats.map(({ seatId }) => seatId);
  const request = { bookingId, seatIds, expectedRefund: refundAmount };
  try {
    const answer = await untilKnown(() => means.call("cancelBooking", request), UNKNOWN, means.waiting);
    return { is: "done", answer };
  } catch (error) {
    if (troubleOf(error).reason !== "REFUND_CHANGED") throw error;
    return { is: "changed", quote: await quote(bookingId, seatIds, means) };
  }
}

/** Returns the whole percentage of a price that a fee is, or null if there is none, as for a fee with an upper limit. */
export function feePercent({ price, fee }: { price: number; fee: number }): number | null {
  if (price === 0) return null;
  const percent = Math.ceil((fee * 100) / price);
  // The service rounds a fee down.
  return Math.floor((price * percent) / 100) === fee ? percent : null;
}

/** Counts the calendar days from a moment to another in a time zone. */
export function daysBetween(from: string, to: string, timeZone: string): number {
  // In Sweden a date is written 2027-05-01, which Date.parse reads as midnight UTC.
  const days = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const day = (instant: string) => Date.parse(days.format(new Date(instant)));
  return Math.round((day(to) - day(from)) / 86_400_000);
}
