import type { ErrorDetails, RefusalReason } from "../../functions/src/contract.js";
import { CONTRACTS, isWellFormed, MAX_BYTES, type CallableName } from "./contract.js";
import type { Answered } from "./transport.js";
import type { Attempt } from "./requests.js";

/** The class of a request, judged by the request alone. */
export type Nature =
  /** The platform cannot parse or decode the body. It refuses the request without calling the function. */
  | "unreadable"
  /** Not a request of the callable protocol, or not a valid one for this callable. */
  | "malformed"
  | "signed out"
  | "well-formed";

/**
 * Classifies a request. If two things are wrong, the answer may report either one. So a bad token counts only if
 * nothing else is wrong.
 */
export function natureOf(name: CallableName, { body, method, headers, token }: Attempt): Nature {
  const { "Content-Type": type = "", "Content-Encoding": encoding } = headers;
  const isJson = type.split(";")[0] === "application/json";
  const parsed =
    isJson || type.startsWith("application/cloudevents+json") ? readJson(body, type, encoding) : {};
  if (parsed === null) return "unreadable";
  if (!isJson && encoding !== undefined) return "unreadable";
  if (method !== "POST" || !isJson || body.length > MAX_BYTES) return "malformed";
  const { value } = parsed as { value: unknown };
  if (typeof value !== "object" || value === null || Object.keys(value).join() !== "data") return "malformed";
  if (!isWellFormed(CONTRACTS[name], (value as { data: unknown }).data)) return "malformed";
  if (token === "bad" || (token === "none" && !CONTRACTS[name].isPublic)) return "signed out";
  return "well-formed";
}

/** The body as the platform's parser reads it, or null if the parser refuses it. */
function readJson(body: Buffer, type: string, encoding: string | undefined): { value: unknown } | null {
  if (encoding !== undefined) return null; // no body is really compressed, so decoding fails
  const charset = /charset=(.+)/i.exec(type)?.[1]?.toLowerCase() ?? "utf-8";
  if (!charset.startsWith("utf-")) return null;
  const text = body.toString(charset === "utf-16" ? "utf-16le" : "utf-8").replace(/^\ufeff/, "");
  if (text === "") return { value: {} };
  // The parser accepts only objects and arrays.
  if (!/^[\t\n\r ]*[{[]/.test(text)) return null;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** The refusals, by HTTP status, that a well-formed request for another user's data or a closed sale may get. */
const REFUSALS: Readonly<Record<number, readonly RefusalReason[]>> = {
  400: ["SALES_CLOSED"],
  403: ["USER_MISMATCH"],
  404: ["PERFORMANCE_NOT_FOUND", "SEAT_NOT_FOUND", "BOOKING_NOT_FOUND", "PAYMENT_INTENT_NOT_FOUND"],
};
const READS: readonly CallableName[] = ["getMyBookings", "getOccupiedSeats"];

/** The platform's own statuses for an unreadable request: not JSON, too long, unsupported encoding. */
const UNREADABLE = [400, 413, 415];

/** The most issues that an answer may list, so that a small request does not produce a very large answer. */
const MOST_ISSUES = 20;

interface Body {
  result?: unknown;
  error?: { status?: string; details?: ErrorDetails };
}

export function problemWith(
  name: CallableName,
  nature: Nature,
  token: string,
  answered: Answered,
): string | null {
  const { status, type, text } = answered;
  const said = `answered ${status} ${text.slice(0, 300)}`;
  if (nature === "unreadable") return UNREADABLE.includes(status) ? null : said;
  if (!type.startsWith("application/json")) return said;
  const { error } = JSON.parse(text) as Body;
  const isSignedOut = status === 401 && error?.status === "UNAUTHENTICATED";
  switch (nature) {
    case "malformed": {
      if (isSignedOut && token !== "good") return null;
      const issues = error?.details && "issues" in error.details ? error.details.issues : [];
      const told = issues.every(
        ({ field, message }) => typeof field === "string" && typeof message === "string",
      );
      const right = status === 400 && error?.status === "INVALID_ARGUMENT" && issues.length > 0 && told;
      return right && issues.length <= MOST_ISSUES ? null : said;
    }
    case "signed out":
      return isSignedOut ? null : said;
    case "well-formed":
      if (status === 200) return READS.includes(name) ? null : said;
      return REFUSALS[status]?.some((reason) => reason === error?.details?.reason) ? null : said;
  }
}
