import type { ErrorRequestHandler, RequestHandler } from "express";
import { HttpsError } from "firebase-functions/https";
import { toHttpsError } from "../request/errors.js";

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
  // Express throws a URIError for a path that it cannot decode.
  const isBadPath = error instanceof URIError;
  const known = isBadPath ? new HttpsError("invalid-argument", "Malformed path.") : toHttpsError(error);
  response.set(NOT_STORED).status(known.httpErrorCode.status).json({ error: known.toJSON() });
};
