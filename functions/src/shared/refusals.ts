/** Why a request was refused, and the error code that goes with it. The reason is the contract; messages are for people. */
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

/** A request that cannot be met, for a reason the caller can act on. Nothing was written. */
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

/** The refusal of a call that others were always ahead of, or that ran out of time before it had written anything. */
export function contended(): Refusal {
  return new Refusal(
    "CONTENDED",
    "Too many people want the same at this moment. Nothing was changed. Try again.",
  );
}

/** The refusal of a call whose last commit may have been applied, and nobody could say. */
export function outcomeUnknown(): Refusal {
  return new Refusal(
    "OUTCOME_UNKNOWN",
    "We do not know yet whether this was done. Ask again with the same request.",
  );
}

/** The refusal that tells why a booking can no longer be paid or cancelled. */
export function notPending(booking: { status: string; cancelReason: string | null }): Refusal {
  return booking.cancelReason === "EXPIRED"
    ? expired()
    : new Refusal("BOOKING_NOT_PENDING", `This booking is ${booking.status}.`, { status: booking.status });
}

/** The refusal for a booking whose time is up. */
export function expired(): Refusal {
  return new Refusal("BOOKING_EXPIRED", "The time to pay for this booking is up.");
}

/**
 * Stored documents contradict each other in a way that the protocol rules out: someone changed them by hand, or the
 * code is wrong. To try again does not help; a person must look.
 */
export class Inconsistency extends Error {
  override readonly name = "Inconsistency";
}
