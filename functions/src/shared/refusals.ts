import * as z from "zod";
import { Amount } from "./money.js";

/** The refusal reasons and their error codes. Clients may rely on the reason. The messages are for people. */
export const refusalCodes = {
  USER_MISMATCH: "permission-denied",
  PERFORMANCE_NOT_FOUND: "not-found",
  BLOCK_NOT_FOUND: "not-found",
  LAYOUT_NOT_FOUND: "not-found",
  SEAT_NOT_FOUND: "not-found",
  BOOKING_NOT_FOUND: "not-found",
  PAYMENT_INTENT_NOT_FOUND: "not-found",
  SEAT_TAKEN: "already-exists",
  SALES_NOT_OPEN: "failed-precondition",
  SALES_CLOSED: "failed-precondition",
  BOOKING_EXPIRED: "failed-precondition",
  BOOKING_NOT_PENDING: "failed-precondition",
  NOT_REFUNDABLE: "failed-precondition",
  REFUND_CHANGED: "failed-precondition",
  REQUEST_ID_REUSED: "failed-precondition",
  TICKET_LIMIT: "resource-exhausted",
  TOO_MANY_ATTEMPTS: "resource-exhausted",
  CONTENDED: "aborted",
  PAYMENT_IN_PROGRESS: "aborted",
  GATEWAY_UNAVAILABLE: "unavailable",
  PAYMENT_OUTCOME_UNKNOWN: "unavailable",
  OUTCOME_UNKNOWN: "unavailable",
} as const;

export type RefusalReason = keyof typeof refusalCodes;

/** The fields that callers get in `details` beside the reason. A reason that is not listed has none. */
export const refusalDetails = {
  SEAT_NOT_FOUND: z.object({ seatIds: z.array(z.string()) }),
  SEAT_TAKEN: z.object({ seatIds: z.array(z.string()) }),
  SALES_NOT_OPEN: z.object({ salesOpenAt: z.iso.datetime() }),
  SALES_CLOSED: z.object({ salesCloseAt: z.iso.datetime() }),
  BOOKING_NOT_PENDING: z.object({ status: z.enum(["confirmed", "cancelled"]) }),
  REFUND_CHANGED: z.object({ refundAmount: Amount, fee: Amount }),
  REQUEST_ID_REUSED: z.object({
    bookingId: z.string().meta({ description: "The booking of the first request." }),
  }),
  TICKET_LIMIT: z.object({
    limit: z.int(),
    held: z.int().meta({ description: "How many tickets the user has locked or bought." }),
  }),
  TOO_MANY_ATTEMPTS: z.object({
    retryAt: z.iso.datetime().meta({ description: "From then on the user may book again." }),
  }),
} satisfies Partial<Record<RefusalReason, z.ZodObject>>;

type Detailed = { [R in keyof typeof refusalDetails]: z.output<(typeof refusalDetails)[R]> };

/** The `details` of a refusal: the reason and the reason's fields. */
export type RefusalDetails = {
  [R in RefusalReason]: { reason: R } & (R extends keyof Detailed ? Detailed[R] : unknown);
}[RefusalReason];

/** The arguments of a refusal. The compiler checks that the details fit the reason. */
type Told = {
  [R in RefusalReason]: R extends keyof Detailed
    ? [reason: R, message: string, details: Detailed[R]]
    : [reason: R, message: string];
}[RefusalReason];

/**
 * The error for a request that is refused for a reason the caller can act on. With OUTCOME_UNKNOWN and
 * PAYMENT_OUTCOME_UNKNOWN the call may have carried it out. With all other reasons the call did not.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reason: RefusalReason;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(...[reason, message, details]: Told) {
    super(message);
    this.reason = reason;
    this.details = details ?? {};
  }
}

/** The refusal for a call that gave up before it changed anything. */
export function contended(): Refusal {
  return new Refusal(
    "CONTENDED",
    "Too many people want the same at this moment. Nothing was changed. Try again.",
  );
}

/** The refusal for a call that may have changed something. */
export function outcomeUnknown(): Refusal {
  return new Refusal(
    "OUTCOME_UNKNOWN",
    "We do not know yet whether this was done. Ask again with the same request.",
  );
}

/** The refusal BOOKING_EXPIRED if the booking was cancelled as expired, else BOOKING_NOT_PENDING. */
export function notPending(booking: {
  status: "confirmed" | "cancelled";
  cancelReason: string | null;
}): Refusal {
  return booking.cancelReason === "EXPIRED"
    ? expired()
    : new Refusal("BOOKING_NOT_PENDING", `This booking is ${booking.status}.`, { status: booking.status });
}

export function notRefundable(): Refusal {
  return new Refusal("NOT_REFUNDABLE", "These seats cannot be given back for a refund.");
}

export function expired(): Refusal {
  return new Refusal("BOOKING_EXPIRED", "The time to pay for this booking is up.");
}

/**
 * The error for stored data that no retry mends: documents contradict each other or are missing, or this version lacks
 * the gateway that one names. A person must look.
 */
export class Inconsistency extends Error {
  override readonly name = "Inconsistency";
}
