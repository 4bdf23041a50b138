import express, { type ErrorRequestHandler, type Request, type RequestHandler } from "express";
import { getAuth } from "firebase-admin/auth";
import { logger } from "firebase-functions/logger";
import {
  HttpsError,
  type CallableFunction,
  type CallableRequest,
  type Request as FunctionRequest,
} from "firebase-functions/https";
import { cancelBooking } from "../callables/cancelBooking.js";
import { createBooking } from "../callables/createBooking.js";
import { executePayment } from "../callables/executePayment.js";
import { malformed } from "../callables/decode.js";
import { isTooLong, TOO_LONG } from "../callables/envelope.js";
import { getMyBookings } from "../callables/getMyBookings.js";
import { getOccupiedSeats } from "../callables/getOccupiedSeats.js";

/** A seat map may be one second old, so that a CDN can carry the crowd. */
const CACHED = { "Cache-Control": "public, max-age=1, s-maxage=1" };

/** The callables over plain HTTP: each route makes its request into a callable's, and runs the very same function. */
export const routes = express().disable("x-powered-by");
routes.post(
  "/bookings",
  run(createBooking, ({ body }) => body, { status: 201 }),
);
routes.get(
  "/bookings/user/:userId",
  run(getMyBookings, ({ params, query }) => ({ ...numeric(query), ...params })),
);
routes.delete(
  "/bookings/user/:userId",
  run(cancelBooking, ({ params, body }) => ({ ...body, ...params })),
);
routes.post(
  "/payments/execute",
  run(executePayment, ({ body }) => body),
);
routes.get(
  "/occupiedSeats/:performanceId",
  run(getOccupiedSeats, ({ params, query }) => ({ ...query, ...params }), { headers: CACHED }),
);
routes.use(() => {
  throw new HttpsError("not-found", "There is no such route.");
});
routes.use(answerError());

function run<A>(
  callable: CallableFunction<unknown, Promise<A>>,
  toData: (request: Request) => unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): RequestHandler {
  return async (request, response) => {
    if (isTooLong(request as FunctionRequest)) throw malformed([TOO_LONG]);
    const auth = await authenticate(request);
    const answer = await callable.run({
      data: toData(request),
      auth,
      rawRequest: request,
    } as CallableRequest<unknown>);
    response.status(status).set(headers).json(answer);
  };
}

/**
 * Tells who is calling by the ID token, or that nobody said (undefined).
 * @throws HttpsError `unauthenticated` for a token that is not good.
 */
async function authenticate(request: Request): Promise<CallableRequest["auth"]> {
  const authorization = request.header("Authorization");
  if (authorization === undefined) return undefined;
  const rawToken = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? "";
  try {
    const token = await getAuth().verifyIdToken(rawToken);
    return { uid: token.uid, token, rawToken };
  } catch {
    throw new HttpsError("unauthenticated", "The ID token is not good.");
  }
}

/** A page size comes as text in a query; what is no number stays as it is, for the schema to refuse. */
function numeric({ pageSize, ...rest }: Request["query"]): object {
  if (pageSize === undefined) return rest;
  return { ...rest, pageSize: /^\d+$/.test(String(pageSize)) ? Number(pageSize) : pageSize };
}

function answerError(): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const known = toHttpsError(error);
    response.status(known.httpErrorCode.status).json({ error: known.toJSON() });
  };
}

function toHttpsError(error: unknown): HttpsError {
  if (error instanceof HttpsError) return error;
  // Express refuses paths that cannot be decoded with a URIError.
  if (error instanceof URIError) return new HttpsError("invalid-argument", "Malformed path.");
  logger.error("request.failed", error);
  return new HttpsError("internal", "Something went wrong. It has been noted.");
}
