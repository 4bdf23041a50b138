import { HttpsError, type CallableFunction, type Request } from "firebase-functions/https";
import { ENFORCE_APP_CHECK } from "../config.js";
import { CALL_MS, withDeadline } from "../shared/deadline.js";
import { assertGenuineApp, authenticate, type Auth } from "./authenticate.js";
import { prototypeIssues } from "./decode.js";
import { malformed, type Issue } from "./errors.js";

/** The mobile SDKs' type of long integers (https://firebase.google.com/docs/functions/callable-reference). */
const LONG = /^type\.googleapis\.com\/google\.protobuf\.U?Int64Value$/;

/** The most levels of nesting in a request. A valid request has fewer. */
const MAX_DEPTH = 8;

/** The most bytes in a request. */
const MAX_BYTES = 64 * 1024;

/** What `open` found for each request: the caller, or why the request is refused. */
const opened = new WeakMap<object, { auth: Auth } | { refusal: HttpsError }>();

/**
 * Checks a request before firebase-functions sees it. By itself, firebase-functions would
 * - log the body of a request that breaks the callable protocol, although the body may contain a CVV,
 * - change some values when it decodes them,
 * - report a bad token if it could not fetch the keys to check the token.
 * A refused request is passed on without its data. `callerOf` then throws the refusal, which is answered as usual.
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
  // The platform uses `__endpoint`, and the routes use `run`. Both may be getters, so copy descriptors and not values.
  return Object.defineProperties(opening, Object.getOwnPropertyDescriptors(callable));
}

/**
 * Returns the caller of a request, or undefined if the caller is not signed in.
 * @throws HttpsError, the refusal of a request that `openEnvelope` refused.
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
    // With this header, firebase-functions would log, if the App Check token is bad, that it let the request through.
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

export const TOO_LONG: Issue = { field: "request", message: `must be no longer than ${MAX_BYTES} bytes` };

export function isTooLong({ rawBody }: { rawBody?: Buffer }): boolean {
  // A request without a body has no `rawBody`, although its type says otherwise.
  return rawBody !== undefined && rawBody.length > MAX_BYTES;
}

/** Lists the fields that firebase-functions cannot decode or decodes to another value, and those nested too deeply. */
function unreadable(value: unknown, path: string[]): Issue[] {
  if (typeof value !== "object" || value === null) return [];
  if (path.length > MAX_DEPTH) return [{ field: path.join("."), message: "is nested too deeply" }];
  if (Object.hasOwn(value, "@type")) {
    return isLong(value) ? [] : [{ field: path.join(".") || "data", message: "is of an unknown type" }];
  }
  // firebase-functions will copy each object when it decodes it. So `__proto__` is refused now: see `prototypeIssues`.
  const foreign = prototypeIssues(value, path);
  if (foreign.length > 0) return foreign;
  return Object.entries(value).flatMap(([key, inner]) => unreadable(inner, [...path, key]));
}

/**
 * Returns whether an object is a long integer: its `value` is a whole number or the text of one. firebase-functions
 * would convert any other `value` to a string, and that throws for some objects.
 */
function isLong({ "@type": type, value }: { "@type"?: unknown; value?: unknown }): boolean {
  if (typeof type !== "string" || !LONG.test(type)) return false;
  return typeof value === "string" ? /^-?\d+$/.test(value) : Number.isInteger(value);
}
