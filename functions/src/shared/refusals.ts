/** The refusal reasons and their error codes. Clients may rely on the reason. The messages are for people. */
export const refusalCodes = {
  USER_MISMATCH: "permission-denied",
  PERFORMANCE_NOT_FOUND: "not-found",
  SEAT_NOT_FOUND: "not-found",
  BOOKING_NOT_FOUND: "not-found",
  PAYMENT_INTENT_NOT_FOUND: "not-found",
  SEAT_TAKEN: "already-exists",
  SALES_NOT_OPEN: "failed-precondition",
  SALES_CLOSED: "failed-precondition",
  BOOKING_EXPIRED: "failed-precondition",
  BOOKING_NOT_PENDING: "failed-precondition",
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

/**
 * The error for a request that is refused for a reason the caller can act on. The request has changed nothing, unless
 * the reason is OUTCOME_UNKNOWN or PAYMENT_OUTCOME_UNKNOWN.
 */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = "Refusal";
  }
}

/** The refusal for a call that lost every race with others, or reached its deadline, before it wrote anything. */
export function contended(): Refusal {
  return new Refusal(
    "CONTENDED",
    "Too many people want the same at this moment. Nothing was changed. Try again.",
  );
}

/** The refusal for a call that cannot find out whether its last commit was applied. */
export function outcomeUnknown(): Refusal {
  return new Refusal(
    "OUTCOME_UNKNOWN",
    "We do not know yet whether this was done. Ask again with the same request.",
  );
}

/** The refusal for a booking that can no longer be paid or cancelled. It gives the reason. */
export function notPending(booking: { status: string; cancelReason: string | null }): Refusal {
  return booking.cancelReason === "EXPIRED"
    ? expired()
    : new Refusal("BOOKING_NOT_PENDING", `This booking is ${booking.status}.`, { status: booking.status });
}

/** The refusal for an expired booking. */
export function expired(): Refusal {
  return new Refusal("BOOKING_EXPIRED", "The time to pay for this booking is up.");
}

/**
 * The error for stored documents that contradict each other in a way the protocol rules out. Either someone changed them
 * by hand or the code has a bug. A retry does not help; a person must look.
 */
export class Inconsistency extends Error {
  override readonly name = "Inconsistency";
}
