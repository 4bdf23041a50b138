import type { OperationName } from "./reads.js";

/** A route of `functions/src/http/routes.ts`. If it runs a callable, it has the same request and answer. */
export interface Route {
  operationId: string;
  method: "get" | "post" | "delete";
  /** The path with parameters in braces, which are fields of the request. */
  path: string;
  operation: OperationName;
  /** Where the other fields of the request are sent, if it has others. */
  fields: "query" | "body" | "none";
  /** Each HTTP status of an answer that is no error, and when it has it. */
  statuses: Readonly<Record<number, string>>;
  /** What the documents say in addition to the description of the operation. */
  remarks: string;
  /** The values that the header `Cache-Control` may have in an answer that is no error. */
  caching: readonly string[];
}

export const NOT_STORED = ["no-store"];
const ANSWERED = { 200: "The answer of the callable." };

export const storedFor = (seconds: number) => [`public, max-age=${seconds}, s-maxage=${seconds}`];

/** What the routes of the reads have in common, unless a route replaces it. */
const READ = { method: "get", fields: "none", statuses: { 200: "The answer." } } as const;

/** The routes. The route of the description itself is `DESCRIPTION`. */
export const routes: readonly Route[] = [
  {
    ...READ,
    operationId: "listPerformances",
    path: "/performances",
    operation: "listPerformances",
    fields: "query",
    remarks: "",
    caching: storedFor(10),
  },
  {
    ...READ,
    operationId: "getPerformance",
    path: "/performances/{performanceId}",
    operation: "getPerformance",
    remarks: "",
    caching: storedFor(10),
  },
  {
    ...READ,
    operationId: "getSeatCounts",
    path: "/seatMaps/{performanceId}",
    operation: "getSeatCounts",
    remarks: "Ask again after `pollAfterMs`.",
    caching: storedFor(2),
  },
  {
    ...READ,
    operationId: "getSeatMap",
    path: "/seatMaps/{performanceId}/{block}",
    operation: "getSeatMap",
    remarks: "Ask again after `pollAfterMs`.",
    caching: storedFor(1),
  },
  {
    ...READ,
    operationId: "getLayout",
    path: "/layouts/{layoutId}",
    operation: "getLayout",
    remarks: "",
    caching: storedFor(3_600),
  },
  {
    operationId: "createBooking",
    method: "post",
    path: "/bookings",
    operation: "createBooking",
    fields: "body",
    statuses: {
      201: "The booking is pending. A repeated request gets the booking of the first one.",
      200: "A repeated request: its booking is no longer pending.",
    },
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "getMyBookings",
    method: "get",
    path: "/bookings/user/{userId}",
    operation: "getMyBookings",
    fields: "query",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "cancelBooking",
    method: "post",
    path: "/bookings/{bookingId}/cancel",
    operation: "cancelBooking",
    fields: "body",
    statuses: ANSWERED,
    remarks: "A pending booking needs no body.",
    caching: NOT_STORED,
  },
  {
    operationId: "cancelBookingOfUser",
    method: "delete",
    path: "/bookings/user/{userId}",
    operation: "cancelBooking",
    fields: "body",
    statuses: ANSWERED,
    remarks:
      "Some proxies and clients drop the body of a DELETE. `POST /bookings/{bookingId}/cancel` takes the same fields.",
    caching: NOT_STORED,
  },
  {
    operationId: "quoteRefund",
    method: "get",
    path: "/bookings/{bookingId}/refund",
    operation: "quoteRefund",
    fields: "query",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "executePayment",
    method: "post",
    path: "/payments/execute",
    operation: "executePayment",
    fields: "body",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "getOccupiedSeats",
    method: "get",
    path: "/occupiedSeats/{performanceId}",
    operation: "getOccupiedSeats",
    fields: "query",
    statuses: ANSWERED,
    remarks:
      "A cache may keep the answer for a second where `seatIds` is sorted, in Unicode's NFC, and names each seat once. A `userId` is refused, because a cache would keep an entry for each user.",
    caching: [...storedFor(1), "no-store"],
  },
];

/** The route that serves `docs/openapi.json`. */
export const DESCRIPTION = {
  operationId: "getDescription",
  method: "get",
  path: "/openapi.json",
  does: "Answers this document.",
  caching: ["public, max-age=300"],
} as const;
