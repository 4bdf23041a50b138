import type { CallableFunction, Request } from "firebase-functions/https";
import { malformed, type Issue } from "./decode.js";

/** Long integers as the mobile SDKs send them (https://firebase.google.com/docs/functions/callable-reference). */
const LONG = /^type\.googleapis\.com\/google\.protobuf\.U?Int64Value$/;

/** No request has fields within fields; anything this deep is no request. */
const MAX_DEPTH = 8;

/** The longest request, one for a thousand seats, takes a third of this, in bytes; what is longer is not even looked at. */
const MAX_BYTES = 64 * 1024;

/**
 * Refuses requests that are not of the callable protocol before firebase-functions sees them: it would log their body,
 * which may hold a CVV, and answer some of them with `internal`.
 */
export function checkEnvelope<T, A>(callable: CallableFunction<T, A>): CallableFunction<T, A> {
  const checked: typeof callable = Object.assign((...[request, response]: Parameters<typeof callable>) => {
    const issues = request.method === "OPTIONS" ? [] : envelopeIssues(request);
    if (issues.length === 0) return callable(request, response);
    response.status(400).json({ error: malformed(issues).toJSON() });
  }, callable);
  // `__endpoint` and `run`, by which the platform and the tests find what was deployed, may be getters.
  return Object.defineProperties(checked, Object.getOwnPropertyDescriptors(callable));
}

function envelopeIssues(request: Request): Issue[] {
  if (request.method !== "POST") return [{ field: "request", message: "must be a POST" }];
  if (!request.is("application/json")) return [{ field: "request", message: "must be application/json" }];
  if (isTooLong(request)) return [TOO_LONG];
  const body: unknown = request.body;
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, "data")) {
    return [{ field: "data", message: "is missing" }];
  }
  const strangers = Object.keys(body).filter((key) => key !== "data");
  if (strangers.length > 0) return strangers.map((field) => ({ field, message: "is not a field" }));
  return unreadable((body as { data: unknown }).data, []);
}

/** What is wrong with a request that is longer than any can be. */
export const TOO_LONG: Issue = { field: "request", message: `must be no longer than ${MAX_BYTES} bytes` };

/** Tells whether a request is longer than any can be. */
export function isTooLong({ rawBody }: Request): boolean {
  // Without a body there is no raw one either, whatever its type says.
  return ((rawBody as Buffer | undefined)?.length ?? 0) > MAX_BYTES;
}

function unreadable(value: unknown, path: string[]): Issue[] {
  if (typeof value !== "object" || value === null) return [];
  if (path.length > MAX_DEPTH) return [{ field: path.join("."), message: "is nested too deeply" }];
  if (Object.hasOwn(value, "@type")) {
    const { "@type": type, value: number } = value as Record<string, unknown>;
    const isLong = typeof type === "string" && LONG.test(type) && /^-?\d+$/.test(String(number));
    return isLong ? [] : [{ field: path.join(".") || "data", message: "is of an unknown type" }];
  }
  // Decoding would set the prototype with it, or lose it without a word.
  if (Object.hasOwn(value, "__proto__")) {
    return [{ field: [...path, "__proto__"].join("."), message: "is not a field" }];
  }
  return Object.entries(value).flatMap(([key, inner]) => unreadable(inner, [...path, key]));
}
