import { refusalCodes, refusalDetails, type RefusalReason } from "../../functions/src/shared/refusals.js";
import { jsonSchema, object, type JsonSchema } from "./jsonSchema.js";

/** The HTTP status of each error code that the service gives, as firebase-functions sends it. */
const HTTP_STATUS = {
  "invalid-argument": 400,
  unauthenticated: 401,
  "permission-denied": 403,
  "not-found": 404,
  "already-exists": 409,
  "failed-precondition": 400,
  "resource-exhausted": 429,
  aborted: 409,
  unavailable: 503,
  internal: 500,
} as const;

type Code = keyof typeof HTTP_STATUS;

/** What a caller should know about each refusal. */
const ADVICE: Readonly<Record<RefusalReason, string>> = {
  USER_MISMATCH: "The `userId` is not the caller's.",
  PERFORMANCE_NOT_FOUND: "There is no such performance.",
  BLOCK_NOT_FOUND: "The performance has no such block.",
  LAYOUT_NOT_FOUND: "There is no such layout.",
  SEAT_NOT_FOUND: "The performance, or the booking, has no such seats.",
  BOOKING_NOT_FOUND: "There is no such booking, or it is another user's.",
  PAYMENT_INTENT_NOT_FOUND: "There is no such payment, or it is another user's.",
  SEAT_TAKEN: "Pick other seats.",
  SALES_NOT_OPEN: "Sales have not opened yet.",
  SALES_CLOSED: "Sales are closed.",
  BOOKING_EXPIRED: "The time to pay is over. The seats can be booked again.",
  BOOKING_NOT_PENDING: "The booking is paid or cancelled already.",
  NOT_REFUNDABLE:
    "The booking is not paid, or its terms give nothing back on this day, or the performance has begun.",
  REFUND_CHANGED: "Another amount comes back by now. Show it to the user and ask again.",
  REQUEST_ID_REUSED: "The `requestId` belongs to a request with other contents. Pick a new one.",
  TICKET_LIMIT: "One user may not have so many tickets of this performance.",
  TOO_MANY_ATTEMPTS: "More than twice the limit was held and not paid in the last half hour.",
  CONTENDED: "Nothing was changed. Try again.",
  PAYMENT_IN_PROGRESS: "A payment for this booking is under way. Nothing was changed. Try again in a moment.",
  GATEWAY_UNAVAILABLE: "Nothing was charged. Try again.",
  PAYMENT_OUTCOME_UNKNOWN: "The service is finding out whether the card was charged. Calling again is safe.",
  OUTCOME_UNKNOWN:
    "It may have been done or not. Ask again with the same request, and with the same `requestId`.",
};

/** An error that callers can get. */
export interface KnownError {
  /** The reason, or the code in capitals for an error without a reason. */
  name: string;
  code: Code;
  http: number;
  /** The value of `details.reason`. Null for an error without a reason. */
  reason: RefusalReason | null;
  /** The JSON Schema of `details`. Null if the error has none. */
  details: JsonSchema | null;
  advice: string;
}

const ISSUES: JsonSchema = {
  type: "array",
  items: object({ field: { type: "string" }, message: { type: "string", description: "For people." } }),
  maxItems: 20,
  description: "The first 20 errors in the request's fields.",
};

function plain(code: Code, advice: string, details: JsonSchema | null = null): KnownError {
  return { name: nameOf(code), code, http: HTTP_STATUS[code], reason: null, details, advice };
}

/** The errors without a reason. Every callable, and every route but `/openapi.json`, can give each of them. */
export const plainErrors: readonly KnownError[] = [
  plain(
    "invalid-argument",
    "The request is malformed. Unknown fields, card numbers in any field, and more than 64 KiB are refused too.",
    object({ issues: ISSUES }),
  ),
  plain("unauthenticated", "Sign in. The ID token, or the App Check token, is missing or not valid."),
  plain("unavailable", "The token could not be checked. Try again."),
  plain("internal", "A fault of the service. It has been logged."),
];

/** Returns the error for a reason. */
export function refusal(reason: RefusalReason): KnownError {
  const code = refusalCodes[reason];
  const fields = Object(refusalDetails)[reason];
  const { properties = {} } = fields === undefined ? {} : jsonSchema(fields, "output");
  const details = object({ reason: { const: reason }, ...properties });
  return { name: reason, code, http: HTTP_STATUS[code], reason, details, advice: ADVICE[reason] };
}

/** All errors, those without a reason first. */
export const allErrors: readonly KnownError[] = [
  ...plainErrors,
  ...(Object.keys(refusalCodes) as RefusalReason[]).map(refusal),
];

/** The JSON Schema of an HTTP error's body. */
export function errorBody({ code, details }: KnownError): JsonSchema {
  const status = { const: nameOf(code) };
  const message = { type: "string", description: "For people." } as const;
  return object({ error: object({ status, message, ...(details === null ? {} : { details }) }) });
}

/** A code as it is in the body of an error: `not-found` is `NOT_FOUND`. */
function nameOf(code: Code): string {
  return code.toUpperCase().replaceAll("-", "_");
}
