import type { Call } from "../invariants/operation.js";
import type { Ending } from "../invariants/watch.js";

/** What users remember of the answers that they received. */
export class Memory {
  /** The refund that was quoted last, by booking. */
  readonly quotes = new Map<string, number>();
  /** The last `nextCursor` that each user received from `getMyBookings`. */
  readonly cursors = new Map<string, string>();

  received(call: Call, ending: Ending): void {
    if ("error" in ending) return;
    if (call.name === "quoteRefund")
      this.quotes.set(call.bookingId, (ending.answer as { refundAmount: number }).refundAmount);
    if (call.name !== "getMyBookings") return;
    const { nextCursor: cursor } = ending.answer as { nextCursor: string | null };
    if (cursor) this.cursors.set(call.userId, cursor);
  }
}
