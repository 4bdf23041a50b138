import { CONTRACTS, READS, type Contract } from "./contract.js";
import type { Answered, Sent } from "./transport.js";
import { changed, textOf } from "./requests.js";
import type { Target } from "./target.js";
import type { FuzzWorld } from "./world.js";

/** A route of the HTTP API: what a request may hold, and how its data become a path and a body. */
interface Route {
  contract: Contract;
  /** Whether requests go to the function for public reads, which serves this route. */
  isPublic?: boolean;
  toSent(data: Readonly<Record<string, unknown>>): Pick<Sent, "method" | "path"> & { body?: string };
}

/** The most characters of each text in a path or query. */
const MOST_OF_A_PATH = 1_000;

/**
 * A value as part of a path or query. It is escaped. But a text such as `%00`, or a broken escape such
 * as `%x`, stays as it is.
 */
function inPath(value: unknown): string {
  const text = (typeof value === "string" ? value : textOf(value)).slice(0, MOST_OF_A_PATH);
  return /^%\w*$/.test(text) ? text : encodeURIComponent(Buffer.from(text).toString());
}

const query = (data: object, but = ""): string =>
  Object.entries(data)
    .filter(([field]) => field !== but)
    .slice(0, 20)
    .map(([field, value]) => `${inPath(field)}=${inPath(value)}`)
    .join("&");

/** The routes of docs/api.md. `GET /openapi.json` is left out, because its requests hold no data. */
export const ROUTES: Record<string, Route> = {
  "POST /bookings": {
    contract: CONTRACTS.createBooking,
    toSent: (data) => ({ method: "POST", path: "/bookings", body: textOf(data) }),
  },
  "POST /payments/execute": {
    contract: CONTRACTS.executePayment,
    toSent: (data) => ({ method: "POST", path: "/payments/execute", body: textOf(data) }),
  },
  "DELETE /bookings/user/:userId": {
    contract: CONTRACTS.cancelBooking,
    toSent: ({ userId = "ann", ...data }) => ({
      method: "DELETE",
      path: `/bookings/user/${inPath(userId)}`,
      body: textOf(data),
    }),
  },
  "POST /bookings/:bookingId/cancel": {
    contract: CONTRACTS.cancelBooking,
    toSent: ({ bookingId = "bk_theirs", ...data }) => ({
      method: "POST",
      path: `/bookings/${inPath(bookingId)}/cancel`,
      body: textOf(data),
    }),
  },
  "GET /bookings/:bookingId/refund": {
    contract: CONTRACTS.quoteRefund,
    toSent: ({ bookingId = "bk_theirs", ...data }) => ({
      method: "GET",
      path: `/bookings/${inPath(bookingId)}/refund?${query(data, "bookingId")}`,
    }),
  },
  "GET /bookings/user/:userId": {
    contract: CONTRACTS.getMyBookings,
    toSent: ({ userId = "ann", ...data }) => ({
      method: "GET",
      path: `/bookings/user/${inPath(userId)}?${query(data, "userId")}`,
    }),
  },
  "GET /performances": {
    contract: READS.listPerformances,
    isPublic: true,
    toSent: (data) => ({ method: "GET", path: `/performances?${query(data)}` }),
  },
  "GET /performances/:performanceId": {
    contract: READS.getPerformance,
    isPublic: true,
    toSent: ({ performanceId, ...data }) => ({
      method: "GET",
      path: `/performances/${inPath(performanceId)}?${query(data)}`,
    }),
  },
  "GET /seatMaps/:performanceId": {
    contract: READS.getSeatCounts,
    isPublic: true,
    toSent: ({ performanceId, ...data }) => ({
      method: "GET",
      path: `/seatMaps/${inPath(performanceId)}?${query(data)}`,
    }),
  },
  "GET /seatMaps/:performanceId/:block": {
    contract: READS.getSeatMap,
    isPublic: true,
    toSent: ({ performanceId, block, ...data }) => ({
      method: "GET",
      path: `/seatMaps/${inPath(performanceId)}/${inPath(block)}?${query(data)}`,
    }),
  },
  "GET /layouts/:layoutId": {
    contract: READS.getLayout,
    isPublic: true,
    toSent: ({ layoutId, ...data }) => ({
      method: "GET",
      path: `/layouts/${inPath(layoutId)}?${query(data)}`,
    }),
  },
  "GET /occupiedSeats/:performanceId": {
    contract: CONTRACTS.getOccupiedSeats,
    isPublic: true,
    toSent: ({ performanceId, ...data }) => ({
      method: "GET",
      path: `/occupiedSeats/${inPath(performanceId)}?${query(data, "performanceId")}`,
    }),
  },
};

/** Makes a route the target of fuzzing. */
export function routeTarget({ api, publicApi, tokens }: FuzzWorld, name: string): Target<Sent> {
  const route = ROUTES[name]!;
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${tokens.good}` };
  return {
    name,
    requests: changed(route.contract).map((data) => {
      const { body = "", ...rest } = route.toSent(data as Record<string, unknown>);
      return { ...rest, headers, body: Buffer.from(body) };
    }),
    toSent: (sent) => sent,
    send: (sent) => (route.isPublic ? publicApi : api).send(sent),
    natureOf: (sent) => (isUnreadable(sent) ? "unreadable" : "strange"),
    counts: () => true,
    isOfThePlatform: (_line, sent) => isUnreadable(sent),
    problemWith: (sent, answered) =>
      isUnreadable(sent) && answered.status === 400 ? null : problemWith(sent, answered),
  };
}

/** Whether a path cannot be decoded. The platform refuses such a path without calling the function. */
function isUnreadable({ path }: Sent): boolean {
  try {
    decodeURIComponent(path.split("?")[0]!);
    return false;
  } catch {
    return true;
  }
}

/** The documented errors that these requests may get, by HTTP status. */
const DOCUMENTED: Readonly<Record<number, readonly string[]>> = {
  400: ["INVALID_ARGUMENT", "FAILED_PRECONDITION"],
  403: ["PERMISSION_DENIED"],
  404: ["NOT_FOUND"],
};

function problemWith({ method }: Pick<Sent, "method">, { status, type, text }: Answered): string | null {
  const said = `answered ${status} ${text.slice(0, 300)}`;
  if (!type.startsWith("application/json")) return said;
  const { error } = JSON.parse(text) as { error?: { status?: string; message?: string } };
  if (status === 200) return method === "GET" && error === undefined ? null : said;
  const isDocumented = DOCUMENTED[status]?.includes(error?.status ?? "") ?? false;
  return isDocumented && typeof error?.message === "string" ? null : said;
}
