import { logger } from "firebase-functions/logger";
import { HttpsError } from "firebase-functions/https";
import { Refusal, refusalCodes, type RefusalReason } from "../shared/refusals.js";

/** An error in one field of a request. An `invalid-argument` error lists its issues in `details.issues`. */
export interface Issue {
  field: string;
  message: string;
}

/** The most issues in one answer. With thousands of issues, an answer could be longer than its request. */
const MOST_ISSUES = 20;

/** The error for a malformed request. It lists the first 20 issues. */
export function malformed(found: readonly Issue[]): HttpsError {
  const issues = found.slice(0, MOST_ISSUES);
  const fields = issues.map((issue) => `${issue.field}: ${issue.message}`);
  return new HttpsError("invalid-argument", `Malformed request. ${fields.join("; ")}.`, { issues });
}

/** Refusals that are logged, so that operators can count them. */
const worthCounting: ReadonlySet<RefusalReason> = new Set([
  "CONTENDED",
  "GATEWAY_UNAVAILABLE",
  "PAYMENT_OUTCOME_UNKNOWN",
  "OUTCOME_UNKNOWN",
  "TOO_MANY_ATTEMPTS",
]);

/** Converts what a call has thrown to the error that its caller gets. Details of unexpected errors are only logged. */
export function toHttpsError(error: unknown): HttpsError {
  if (error instanceof HttpsError) return error;
  if (error instanceof Refusal) {
    const { reason, message, details } = error;
    if (worthCounting.has(reason)) logger.warn("request.refused", { reason });
    return new HttpsError(refusalCodes[reason], message, { reason, ...details });
  }
  logger.error("request.failed", error);
  return new HttpsError("internal", "Something went wrong. It has been noted.");
}
