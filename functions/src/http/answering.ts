import type { ErrorRequestHandler, RequestHandler } from "express";
import { logger } from "firebase-functions/logger";
import { HttpsError } from "firebase-functions/https";

/** For whatever is a user's own, may be gone in a moment, or was refused. */
export const NOT_STORED = { "Cache-Control": "no-store" };

/**
 * Lets pages of any origin call, and answers their browsers' preflights. What counts is the token, which no browser adds
 * by itself. One answer for all origins: `Vary: Origin` would make each of them a cache entry of its own.
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

/** Answers what was refused, or went wrong, in the form of the callables. */
export const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const known = toHttpsError(error);
  response.set(NOT_STORED).status(known.httpErrorCode.status).json({ error: known.toJSON() });
};

function toHttpsError(error: unknown): HttpsError {
  if (error instanceof HttpsError) return error;
  // Express refuses paths that cannot be decoded with a URIError.
  if (error instanceof URIError) return new HttpsError("invalid-argument", "Malformed path.");
  logger.error("request.failed", error);
  return new HttpsError("internal", "Something went wrong. It has been noted.");
}
