import { expect } from "chai";
import { refusalCodes } from "../../src/domain/refusals.js";

describe("refusals", () => {
  it("have the codes that callers rely on", () => {
    expect(refusalCodes).to.deep.equal({
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
      CONTENDED: "aborted",
      PAYMENT_IN_PROGRESS: "aborted",
      GATEWAY_UNAVAILABLE: "unavailable",
      PAYMENT_OUTCOME_UNKNOWN: "unavailable",
    });
  });
});
