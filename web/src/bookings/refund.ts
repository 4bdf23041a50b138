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

/** Tells whether a seat's fee is less than its percentage, because the policy limits it. The service rounds fees down. */
export function isLimited({ seats, feeRule }: QuoteRefundAnswer): boolean {
  return seats.some(({ price, fee }) => fee < Math.floor((price * feeRule.feePercent) / 100));
}
