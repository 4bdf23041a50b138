import type { ErrorRequestHandler, RequestHandler } from "express";
import { logger } from "firebase-functions/logger";
import { HttpsError } from "firebase-functions/https";

/** The headers for errors, for a user's own data, and for other answers that no cache may keep. */
export const NOT_STORED = { "Cache-Control": "no-store" };

/**
 * Allows calls from pages of any origin and answers the preflight requests of browsers. This is safe because a call needs
 * an ID token, which no browser adds by itself. The header is the same for all origins, because with `Vary: Origin` a
 * cache would keep one entry for each origin.
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
export const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const known = toHttpsError(error);
  response.set(NOT_STORED).status(known.httpErrorCode.status).json({ error: known.toJSON() });
};

function toHttpsError(error: unknown): HttpsError {
  if (error instanceof HttpsError) return error;
  // Express throws a URIError for a path that it cannot decode.
  if (error instanceof URIError) return new HttpsError("invalid-argument", "Malformed path.");
  logger.error("request.failed", error);
  return new HttpsError("internal", "Something went wrong. It has been noted.");
}
