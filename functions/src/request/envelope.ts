import { HttpsError, type CallableFunction, type Request } from "firebase-functions/https";
import { ENFORCE_APP_CHECK } from "../config.js";
import { CALL_MS, withDeadline } from "../shared/deadline.js";
import { assertGenuineApp, authenticate, type Auth } from "./authenticate.js";
import { malformed, type Issue } from "./decode.js";

/** Long integers as the mobile SDKs send them (https://firebase.google.com/docs/functions/callable-reference). */
const LONG = /^type\.googleapis\.com\/google\.protobuf\.U?Int64Value$/;

/** No request has fields within fields; anything this deep is no request. */
const MAX_DEPTH = 8;

/** The longest request, one for a thousand seats, takes a third of this, in bytes; what is longer is not even looked at. */
const MAX_BYTES = 64 * 1024;

/** What was found out about a request before it was decoded: who calls, or why it is refused. */
const opened = new WeakMap<object, { auth: Auth } | { refusal: HttpsError }>();

/**
 * Looks at requests before firebase-functions does: it would log the body of those that are not of the callable
 * protocol, which may hold a CVV, and take a key that could not be fetched for a bad token. What is refused it gets to
 * see empty, and answers with the refusal as with any other, for browsers and streams alike.
 */
export function openEnvelope<T, A>(callable: CallableFunction<T, A>): CallableFunction<T, A> {
  const opening = Object.assign(
    (...[request, response]: Parameters<typeof callable>) =>
      withDeadline(CALL_MS, async () => {
        if (request.method !== "OPTIONS") await open(request);
        await callable(request, response);
      }),
    callable,
  );
  // `__endpoint` and `run`, by which the platform and the tests find what was deployed, may be getters.
  return Object.defineProperties(opening, Object.getOwnPropertyDescriptors(callable));
}

/**
 * Tells who calls.
 * @throws HttpsError if the request was refused before it was decoded.
 */
export function callerOf(request: { rawRequest?: object; auth?: Auth }): Auth {
  const known = request.rawRequest && opened.get(request.rawRequest);
  if (known === undefined) return request.auth;
  if ("refusal" in known) throw known.refusal;
  return known.auth;
}

async function open(request: Request): Promise<void> {
  try {
    const issues = envelopeIssues(request);
    if (issues.length > 0) throw malformed(issues);
    if (ENFORCE_APP_CHECK) await assertGenuineApp(request.headers);
    opened.set(request, { auth: await authenticate(request.headers) });
  } catch (error) {
    if (!(error instanceof HttpsError)) throw error;
    opened.set(request, { refusal: error });
    request.method = "POST";
    request.headers["content-type"] = "application/json";
    request.body = { data: null };
    // It would say of a bad token that the request was let through.
    delete request.headers["x-firebase-appcheck"];
  }
  delete request.headers.authorization;
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
export function isTooLong({ rawBody }: { rawBody?: Buffer }): boolean {
  // Without a body there is no raw one either, whatever its type says.
  return rawBody !== undefined && rawBody.length > MAX_BYTES;
}

/** What in a request firebase-functions could not decode, by its own rules. */
function unreadable(value: unknown, path: string[]): Issue[] {
  if (typeof value !== "object" || value === null) return [];
  if (path.length > MAX_DEPTH) return [{ field: path.join("."), message: "is nested too deeply" }];
  if (Object.hasOwn(value, "@type")) {
    return isLong(value) ? [] : [{ field: path.join(".") || "data", message: "is of an unknown type" }];
  }
  // Decoding would set the prototype with it, or lose it without a word.
  if (Object.hasOwn(value, "__proto__")) {
    return [{ field: [...path, "__proto__"].join("."), message: "is not a field" }];
  }
  return Object.entries(value).flatMap(([key, inner]) => unreadable(inner, [...path, key]));
}

/** Anything but a number or its digits would be made a text of, which objects can make fail. */
function isLong({ "@type": type, value }: { "@type"?: unknown; value?: unknown }): boolean {
  if (typeof type !== "string" || !LONG.test(type)) return false;
  return typeof value === "string" ? /^-?\d+$/.test(value) : Number.isInteger(value);
}
