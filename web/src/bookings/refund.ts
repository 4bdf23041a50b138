import type { CancelBookingAnswer, QuoteRefundAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { troubleOf, type Reason } from "../calls/trouble.js";
import { UNKNOWN, untilKnown, type Waiting } from "../calls/untilKnown.js";

/** After these reasons a quote is asked for again. That is safe, because a quote changes nothing. */
const UNKNOWN_QUOTE: readonly Reason[] = ["CONTENDED", "LOST"];

interface Means {
  call: Call;
  waiting: Waiting;
}

/**
 * Asks what comes back for seats of a paid booking. It names the seats, so that the quote is for those shown.
 * @throws CallFailed for any reason but CONTENDED and LOST.
 */
export function quote(bookingId: string, seatIds: readonly string[], { call, waiting }: Means) {
  return untilKnown(() => call("quoteRefund", { bookingId, seatIds: [...seatIds] }), UNKNOWN_QUOTE, waiting);
}

/** What became of a refund that the user agreed to. */
export type Refunded =
  { is: "done"; answer: CancelBookingAnswer } | { is: "changed"; quote: QuoteRefundAnswer };

/**
 * Gives seats back for the sum of a quote, and asks again until the outcome is known. If another sum comes back by now,
 * nothing is done, and the new quote is returned to be agreed to.
 * @throws CallFailed if the refund is refused for another reason, or the new quote is.
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
    // Nothing was done. So what is unknown of the new quote is not to be told as if the refund were unknown.
    const waiting = { ...means.waiting, onUnknown: () => {} };
    return { is: "changed", quote: await quote(bookingId, seatIds, { ...means, waiting }) };
  }
}

/** Tells whether any seat's fee is below the rule's percentage, because the policy limits it. Fees are rounded down. */
export function isLimited({ seats, feeRule }: QuoteRefundAnswer): boolean {
  return seats.some(({ price, fee }) => fee < Math.floor((price * feeRule.feePercent) / 100));
}
