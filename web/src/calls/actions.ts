import type { Reason } from "./trouble.js";

/** What a user can do about a trouble: try the same again, or go to one of the pages. */
export type Action = "again" | "seats" | "performances" | "bookings";

/** The action for each reason. A reason without one does not compile. */
export const actionFor: Readonly<Record<Reason, Action>> = {
  USER_MISMATCH: "bookings",
  PERFORMANCE_NOT_FOUND: "performances",
  BLOCK_NOT_FOUND: "seats",
  LAYOUT_NOT_FOUND: "seats",
  SEAT_NOT_FOUND: "seats",
  BOOKING_NOT_FOUND: "bookings",
  PAYMENT_INTENT_NOT_FOUND: "bookings",
  SEAT_TAKEN: "seats",
  SALES_NOT_OPEN: "again",
  SALES_CLOSED: "performances",
  BOOKING_EXPIRED: "seats",
  BOOKING_NOT_PENDING: "bookings",
  NOT_REFUNDABLE: "bookings",
  REFUND_CHANGED: "again",
  REQUEST_ID_REUSED: "bookings",
  TICKET_LIMIT: "bookings",
  TOO_MANY_ATTEMPTS: "again",
  CONTENDED: "again",
  PAYMENT_IN_PROGRESS: "again",
  GATEWAY_UNAVAILABLE: "again",
  PAYMENT_OUTCOME_UNKNOWN: "again",
  OUTCOME_UNKNOWN: "again",
  LOST: "again",
  SIGNED_OUT: "again",
  MALFORMED: "again",
};
