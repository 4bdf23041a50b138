import type { CallableName } from "./callables.js";

/** A route of `functions/src/http/routes.ts` that runs a callable. The same fields are sent and answered. */
export interface Route {
  operationId: string;
  method: "get" | "post" | "delete";
  /** The path with parameters in braces, which are fields of the request. */
  path: string;
  callable: CallableName;
  /** Where the other fields of the request are sent. */
  fields: "query" | "body";
  /** The HTTP status of the answers, and when the answer has it. */
  statuses: Readonly<Record<number, string>>;
  /** What is to be said beside what the callable does. */
  remarks: string;
  /** The values of the header `Cache-Control` of an answer. */
  caching: readonly string[];
}

const NOT_STORED = ["no-store"];
const ANSWERED = { 200: "The answer of the callable." };

/** The routes that run a callable. The route of the description itself is `DESCRIPTION`. */
export const routes: readonly Route[] = [
  {
    operationId: "createBooking",
    method: "post",
    path: "/bookings",
    callable: "createBooking",
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
    callable: "getMyBookings",
    fields: "query",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "cancelBooking",
    method: "post",
    path: "/bookings/{bookingId}/cancel",
    callable: "cancelBooking",
    fields: "body",
    statuses: ANSWERED,
    remarks: "A pending booking needs no body.",
    caching: NOT_STORED,
  },
  {
    operationId: "cancelBookingOfUser",
    method: "delete",
    path: "/bookings/user/{userId}",
    callable: "cancelBooking",
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
    callable: "quoteRefund",
    fields: "query",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "executePayment",
    method: "post",
    path: "/payments/execute",
    callable: "executePayment",
    fields: "body",
    statuses: ANSWERED,
    remarks: "",
    caching: NOT_STORED,
  },
  {
    operationId: "getOccupiedSeats",
    method: "get",
    path: "/occupiedSeats/{performanceId}",
    callable: "getOccupiedSeats",
    fields: "query",
    statuses: ANSWERED,
    remarks:
      "A cache may keep the answer for a second where `seatIds` is sorted, in Unicode's NFC, and names each seat once. A `userId` is refused, because a cache would keep an entry for each user.",
    caching: ["public, max-age=1, s-maxage=1", "no-store"],
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
