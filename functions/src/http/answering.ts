import type { ErrorRequestHandler, RequestHandler } from "express";
import { HttpsError } from "firebase-functions/https";
import { toHttpsError } from "../request/errors.js";

/** The header of answers that no cache may keep, such as a user's own data and most errors. */
export const NOT_STORED = { "Cache-Control": "no-store" };

/** The headers of answers that caches may keep for so many seconds. */
export const storedFor = (seconds: number) => ({
  "Cache-Control": `public, max-age=${seconds}, s-maxage=${seconds}`,
});

/**
 * Allows calls from pages of any origin and answers the preflight requests of browsers. This is safe, because a call
 * for a user needs an ID token, which no browser adds by itself.
 */
export const allowAllOrigins: RequestHandler = (request, response, next) => {
  response.set("Access-Control-Allow-Origin", "*");
  if (request.method !== "OPTIONS") return next();
  response.set({
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Firebase-AppCheck",
    "Access-Control-Max-Age": "3600",
  });
  response.status(204).end();
};

/** Answers refusals and other errors in the format of the callables. */
export const answerError: ErrorRequestHandler = errorsAnswered({ missing: NOT_STORED });

/**
 * Answers the errors of a read. Caches may keep a `not-found` for one second. Without `Cache-Control` Hosting's CDN
 * would keep it for ten minutes, and hide a performance that is loaded in the meantime.
 */
export const answerReadError: ErrorRequestHandler = errorsAnswered({ missing: storedFor(1) });

function errorsAnswered({ missing }: { missing: object }): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    // Express throws a URIError for a path that it cannot decode.
    const isBadPath = error instanceof URIError;
    const known = isBadPath ? new HttpsError("invalid-argument", "Malformed path.") : toHttpsError(error);
    response.set(known.code === "not-found" ? missing : NOT_STORED);
    response.status(known.httpErrorCode.status).json({ error: known.toJSON() });
  };
}
