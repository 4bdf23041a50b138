import type { CreateBookingAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { CallFailed, type Reason } from "../calls/trouble.js";
import { untilKnown, type Waiting } from "../calls/untilKnown.js";
import type { Store } from "../parts/storage.js";
import { forget, keep, kept, type Purchase } from "./purchase.js";

/**
 * After these reasons the seats may be locked, or a repeated request may lock them. To repeat the request is safe,
 * because its request id stays the same.
 */
const UNKNOWN: readonly Reason[] = ["LOST", "OUTCOME_UNKNOWN", "CONTENDED"];

/**
 * Books, and repeats the same request until it is known whether the seats are locked. Keeps purchase and answer, unless
 * another page of the tab has begun a new purchase meanwhile.
 * @throws CallFailed for a reason that is not in `UNKNOWN`. Then the purchase is forgotten, and a new try is a new
 * purchase.
 */
export async function book(
  purchase: Purchase,
  call: Call,
  storage: Store,
  waiting: Waiting,
): Promise<CreateBookingAnswer> {
  keep(storage, purchase);
  const isKept = () => kept(storage)?.request.requestId === purchase.request.requestId;
  try {
    const answer = await untilKnown(() => call("createBooking", purchase.request), UNKNOWN, waiting);
    if (isKept()) keep(storage, { ...purchase, answer });
    return answer;
  } catch (error) {
    if (error instanceof CallFailed && isKept()) forget(storage);
    throw error;
  }
}
