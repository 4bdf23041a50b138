import type { Reason } from "./trouble.js";

/** What a user can do about a trouble: try the same again, or go to one of the pages. */
export type Action = "again" | "seats" | "performances" | "bookings";

/** The reasons after which the user can try the same again. */
type Again =
  | "SALES_NOT_OPEN"
  | "REFUND_CHANGED"
  | "TOO_MANY_ATTEMPTS"
  | "CONTENDED"
  | "PAYMENT_IN_PROGRESS"
  | "GATEWAY_UNAVAILABLE"
  | "PAYMENT_OUTCOME_UNKNOWN"
  | "OUTCOME_UNKNOWN"
  | "LOST"
  | "SIGNED_OUT"
  | "UNANSWERED"
  | "MALFORMED";

/** The pages for all other reasons. A reason that is in neither list does not compile. */
const PAGES: Readonly<Record<Exclude<Reason, Again>, Exclude<Action, "again">>> = {
  USER_MISMATCH: "bookings",
  PERFORMANCE_NOT_FOUND: "performances",
  BLOCK_NOT_FOUND: "seats",
  LAYOUT_NOT_FOUND: "seats",
  SEAT_NOT_FOUND: "seats",
  BOOKING_NOT_FOUND: "bookings",
  PAYMENT_INTENT_NOT_FOUND: "bookings",
  SEAT_TAKEN: "seats",
  SALES_CLOSED: "performances",
  BOOKING_EXPIRED: "seats",
  BOOKING_NOT_PENDING: "bookings",
  NOT_REFUNDABLE: "bookings",
  REQUEST_ID_REUSED: "bookings",
  TICKET_LIMIT: "bookings",
};

/** The action for a reason. For a reason that only a newer service knows, it is to try again. */
export function actionFor(reason: Reason): Action {
  return (PAGES as Partial<Record<Reason, Action>>)[reason] ?? "again";
}
