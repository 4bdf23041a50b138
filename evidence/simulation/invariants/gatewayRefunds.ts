import type { Books } from "./books.js";
import type { RecordedRefund } from "./documents.js";

/** How long the simulated bank takes to pay a pending refund, or to give a refund back, in microseconds. */
const BANK_MICROS = 10 * 1e6;

/** The status of a refund at the gateway, by its record, at a time in microseconds. */
export function statusAt({ fault, at }: RecordedRefund, time: number): string {
  const isOld = time - at >= BANK_MICROS;
  if (fault === "tok_refund_fails") return "FAILED";
  if (fault === "tok_refund_pending" && !isOld) return "ACCEPTED";
  return fault === "tok_refund_returned" && isOld ? "RETURNED" : "DONE";
}

export const recordedFor = (books: Books, paymentIntentId: string, refundId: string): RecordedRefund[] =>
  (books.tables.simulatedRefunds.get(paymentIntentId)?.refunds ?? []).filter(
    (recorded) => recorded.refundId === refundId,
  );

/**
 * The records of a refund that the gateway, at a time in microseconds, is about to pay, or has paid and not got back.
 */
export const standingAt = (books: Books, paymentIntentId: string, refundId: string, time: number) =>
  recordedFor(books, paymentIntentId, refundId).filter((recorded) =>
    ["DONE", "ACCEPTED"].includes(statusAt(recorded, time)),
  );
