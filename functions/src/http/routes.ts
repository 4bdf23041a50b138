import { readFile } from "node:fs/promises";
import express, { Router, type Express, type Request, type RequestHandler } from "express";
import { HttpsError, type CallableFunction, type CallableRequest } from "firebase-functions/https";
import { assertGenuineApp, authenticate } from "../request/authenticate.js";
import { cancelBooking } from "../bookings/cancelBooking.js";
import { createBooking } from "../bookings/createBooking.js";
import { malformed } from "../request/errors.js";
import { isTooLong, TOO_LONG } from "../request/envelope.js";
import { executePayment } from "../payments/executePayment.js";
import { getMyBookings } from "../bookings/getMyBookings.js";
import { quoteRefund } from "../bookings/quoteRefund.js";
import { getLayout } from "../layouts/getLayout.js";
import { listPerformances } from "../performances/listPerformances.js";
import { getOccupiedSeats } from "../seatmap/getOccupiedSeats.js";
import { getPerformance } from "../seatmap/getPerformance.js";
import { getSeatCounts, getSeatMap } from "../seatmap/getSeatMap.js";
import { APP_CHECK_ON_ROUTES, ENFORCE_APP_CHECK } from "../config.js";
import { CALL_MS, withDeadline } from "../shared/deadline.js";
import { allowAllOrigins, answerError, answerReadError, NOT_STORED, storedFor } from "./answering.js";
import { numeric, queryOf } from "./query.js";

/** The description of these routes: `docs/openapi.json`, which the build copies beside the compiled code. */
const DESCRIPTION = new URL("../../lib/openapi.json", import.meta.url);
let description: Promise<Buffer> | undefined;

type Answer = Record<string, unknown>;
type Callable = CallableFunction<unknown, Promise<Answer>>;

/** How a route turns an HTTP request into a callable's data and sends the callable's answer. */
interface Route {
  data: (request: Request) => object;
  status?: (answer: Answer) => number;
  headers?: (request: Request) => Record<string, string>;
}

/** The reads that are not deployed as callables. They need no sign-in. */
const readRoutes = Router()
  .get("/performances", read(listPerformances, 10))
  .get("/performances/:performanceId", read(getPerformance, 10))
  .get("/seatMaps/:performanceId", read(getSeatCounts, 2))
  .get("/seatMaps/:performanceId/:block", read(getSeatMap, 1))
  .get("/layouts/:layoutId", read(getLayout, 3_600))
  .use(answerReadError);

const publicRoutes = Router()
  .get(
    "/occupiedSeats/:performanceId",
    run(getOccupiedSeats as Callable, {
      data: publicFields,
      headers: (request) => (isCanonical(request) ? storedFor(1) : NOT_STORED),
    }),
  )
  .get("/openapi.json", async (_request, response) => {
    description ??= readFile(DESCRIPTION);
    response
      .set("Cache-Control", "public, max-age=300")
      .type("json")
      .send(await description);
  });

const userRoutes = Router()
  .post(
    "/bookings",
    run(createBooking as Callable, {
      data: bodyOf,
      // A repeated request may get a booking that is no longer pending. Then the status is 200.
      status: ({ status }) => (status === "pending" ? 201 : 200),
    }),
  )
  .get(
    "/bookings/user/:userId",
    run(getMyBookings as Callable, {
      data: (request) => ({ ...numeric(queryOf(request)), ...request.params }),
    }),
  )
  .delete(
    "/bookings/user/:userId",
    run(cancelBooking as Callable, { data: (request) => ({ ...bodyOf(request), ...request.params }) }),
  )
  // This route also cancels. It is for proxies and clients that drop the body of a DELETE.
  .post(
    "/bookings/:bookingId/cancel",
    run(cancelBooking as Callable, { data: (request) => ({ ...bodyOf(request), ...request.params }) }),
  )
  .get(
    "/bookings/:bookingId/refund",
    run(quoteRefund as Callable, {
      data: (request) => ({ ...queryOf(request), ...request.params }),
    }),
  )
  .post("/payments/execute", run(executePayment as Callable, { data: bodyOf }));

/** The app of the function `api`, with all routes. A router for webhooks of payment providers belongs here only. */
export const routes = served(readRoutes, publicRoutes, userRoutes);
/** The app of the function `publicApi`, with the public routes only. */
export const publicOnly = served(readRoutes, publicRoutes);

function served(...routers: Router[]): Express {
  const app = express().disable("x-powered-by").use(allowAllOrigins);
  // Hosting passes requests on without removing /api from their path.
  for (const router of routers) app.use("{/api}", router);
  app.use(() => {
    throw new HttpsError("not-found", "There is no such route.");
  });
  return app.use(answerError);
}

function run(callable: Callable, { data, status, headers }: Route): RequestHandler {
  return (request, response) =>
    withDeadline(CALL_MS, async () => {
      if (isTooLong(request as { rawBody?: Buffer })) throw malformed([TOO_LONG]);
      if (ENFORCE_APP_CHECK && APP_CHECK_ON_ROUTES) await assertGenuineApp(request.headers);
      const auth = await authenticate(request.headers);
      const called = { data: data(request), auth } as CallableRequest<unknown>;
      const answer = await callable.run(called);
      response.set(headers?.(request) ?? NOT_STORED);
      response.status(status?.(answer) ?? 200).json(answer);
    });
}

/** Serves a read. Caches may keep its answer for `seconds`. */
function read(callable: unknown, seconds: number): RequestHandler {
  return run(callable as Callable, { data: publicFields, headers: () => storedFor(seconds) });
}

/**
 * Returns the body of a request, or an empty object if there is none.
 * @throws HttpsError `invalid-argument` if the body is not a JSON object.
 */
function bodyOf(request: Request): object {
  const { body, rawBody } = request as { body: unknown; rawBody?: Buffer };
  if (!rawBody?.length) return {};
  // Check the content type, because the server parses a form into an object too, by rules that differ between versions.
  if (!request.is("application/json") || typeof body !== "object" || body === null || Array.isArray(body))
    throw malformed([{ field: "request", message: "must be JSON: an object" }]);
  return body;
}

/**
 * Returns the fields of a request to a public route. Refuses a query with `userId` or a field of the path, because a
 * cache would keep the same answer again for each value.
 */
function publicFields(request: Request): object {
  const query = queryOf(request);
  const refused = ["userId", ...Object.keys(request.params)].filter((field) => Object.hasOwn(query, field));
  if (refused.length > 0) throw malformed(refused.map((field) => ({ field, message: "is not a field" })));
  return { ...numeric(query), ...request.params };
}

/**
 * Returns whether a URL for occupied seats is in the form that is cached: escaped as by `encodeURI`, in NFC, with the
 * seats sorted and each named once. Other URLs for the same seats would fill the cache.
 */
function isCanonical(request: Request): boolean {
  const { seatIds, cursor } = queryOf(request);
  if (Array.isArray(seatIds) || Array.isArray(cursor)) return false;
  const named = seatIds?.split(",") ?? [];
  const query = seatIds ? `?seatIds=${encodeURI(seatIds)}` : cursor ? `?cursor=${encodeURI(cursor)}` : "";
  const plain = `/occupiedSeats/${String(request.params["performanceId"])}${query}`;
  return (
    named.every((seatId) => seatId === seatId.trim().normalize("NFC")) &&
    named.every((seatId, index) => index === 0 || named[index - 1]! < seatId) &&
    // Commas may be escaped, because `URLSearchParams` does that.
    [plain, plain.replaceAll(",", "%2C")].includes(request.url)
  );
}
