import type { CreateBookingAnswer } from "../../../functions/src/contract.js";
import type { Call } from "../calls/call.js";
import { CallFailed, type Reason } from "../calls/trouble.js";
import { untilKnown, type Waiting } from "../calls/untilKnown.js";
import type { Store } from "../parts/storage.js";
import { forget, keep, type Purchase } from "./purchase.js";

/** After these the seats may be locked, or can still be. With the same request id the same request is safe to repeat. */
const UNKNOWN: readonly Reason[] = ["LOST", "OUTCOME_UNKNOWN", "CONTENDED"];

/**
 * Books, and asks again with the same request until it is known whether the seats are locked. Keeps purchase and answer.
 * @throws CallFailed if the booking was refused. The purchase is then forgotten, because other seats, or the same ones
 * later, are another purchase.
 */
export async function book(
  purchase: Purchase,
  call: Call,
  storage: Store,
  waiting: Waiting,
): Promise<CreateBookingAnswer> {
  keep(storage, purchase);
  try {
    const answer = await untilKnown(() => call("createBooking", purchase.request), UNKNOWN, waiting);
    keep(storage, { ...purchase, answer });
    return answer;
  } catch (error) {
    if (error instanceof CallFailed) forget(storage);
    throw error;
  }
}
