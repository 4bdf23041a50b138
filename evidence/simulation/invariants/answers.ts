import type { GetOccupiedSeatsAnswer } from "../../../functions/src/contract.js";
import type { Call } from "./operation.js";
import { everySeatOf, placeOf, type Booking } from "./documents.js";
import { heldSeat, iso, textOf, wasStill, type Told, type Truth } from "./told.js";

/**
 * The fields of each answer. The list is written here again on purpose, so that a mistake in the service's own schemas
 * is found.
 */
const FIELDS: Partial<Record<Call["name"], readonly string[]>> = {
  createBooking: [
    "bookingId",
    "paymentIntentId",
    "status",
    "seats",
    "totalAmount",
    "currency",
    "expiresAt",
    "serverTime",
  ],
  executePayment: ["paymentIntentId", "bookingId", "status", "failure", "amount", "currency"],
  cancelBooking: ["bookingId", "status", "cancelReason", "refund", "cancelledSeats"],
  quoteRefund: [
    "bookingId",
    "seats",
    "refundAmount",
    "fee",
    "feeRule",
    "currency",
    "validUntil",
    "serverTime",
  ],
  getMyBookings: ["bookings", "nextCursor"],
  getOccupiedSeats: ["performanceId", "seats", "nextCursor", "serverTime"],
  getSeatMap: ["performanceId", "block", "base", "rows", "version", "serverTime", "pollAfterMs"],
};

type ShownSeat = GetOccupiedSeatsAnswer["seats"][number];

const answersHaveTheirFields: Truth = ({ operation: { call }, answer }) => {
  // An operator's command has no answer with fields.
  if (answer === undefined || call.name === "answerReview") return null;
  const fields = FIELDS[call.name] ?? [];
  const seats = call.name === "getOccupiedSeats" ? (answer["seats"] as ShownSeat[]) : [];
  const right =
    sorted(Object.keys(answer)) === sorted(fields) &&
    seats.every((seat) => sorted(Object.keys(seat)) === sorted(["seatId", "status", "lockedUntil"]));
  return right ? null : `${call.name} answered ${JSON.stringify(answer)}`;
};

const sorted = (texts: readonly string[]): string => [...texts].sort().join();

/** The first field of `right` in which an answer has another value, in words. Null if there is none. */
function difference(answer: Record<string, unknown>, right: Record<string, unknown>): string | null {
  const field = Object.keys(right).find((name) => textOf(answer[name]) !== textOf(right[name]));
  return field === undefined
    ? null
    : `${field} was told to be ${textOf(answer[field])}, and is ${textOf(right[field])}`;
}

/** The answer of a booking, a payment or a cancel agrees with the stored documents. */
const answersTellWhatIsStored: Truth = (told) => {
  const { operation, answer, books, now } = told;
  const { call, begun } = operation;
  if (answer === undefined) return null;
  switch (call.name) {
    case "createBooking":
      return createdBooking(told, answer) ?? timeIsOfTheCall(answer, begun.time, now);
    case "executePayment": {
      const intent = books.tables.paymentIntents.get(call.paymentIntentId);
      if (intent === undefined && isMeddledWith(told)) return null;
      if (intent?.userId !== call.userId) return `${call.userId} paid for ${intent?.userId}`;
      if (intent.status !== "SUCCESS" && intent.status !== "FAILURE")
        return `the payment is ${intent.status}`;
      const { bookingId, status, failure, amount, currency } = intent;
      const { paymentIntentId } = call;
      return difference(answer, { paymentIntentId, bookingId, status, failure, amount, currency });
    }
    case "cancelBooking": {
      const { bookingId } = call;
      const booking = books.tables.bookings.get(bookingId);
      const { status, cancelReason } = booking ?? {};
      if (booking === undefined && books.meddledWith.has(bookingId)) return null;
      if (booking?.userId !== call.userId) return `${call.userId} cancelled for ${booking?.userId}`;
      const isUnpaid = booking.confirmedAt === null;
      return (
        (isUnpaid
          ? (difference({ status, cancelReason }, { status: "cancelled", cancelReason: "USER" }) ??
            difference(answer, { refund: null, cancelledSeats: [] }))
          : null) ??
        (wasLast(told, bookingId)
          ? difference(answer, { bookingId, status, cancelReason, cancelledSeats: booking.cancelledSeats })
          : null)
      );
    }
    default:
      return null;
  }
};

/** Whether nobody changed a booking while this operation ran, or this operation changed it last. */
export const wasLast = (told: Told, bookingId: string): boolean =>
  wasStill(told, [bookingId]) || told.books.lastWriter.get(bookingId) === told.operation;

/** Whether the booking of this payment, or a seat of it, was deleted by hand. False for other calls. */
const isMeddledWith = ({ operation: { call }, books }: Told): boolean =>
  call.name === "executePayment" && books.meddledWith.has(call.paymentIntentId.replace(/^pi_/, "bk_"));

function createdBooking(told: Told, answer: Record<string, unknown>): string | null {
  const { operation, books } = told;
  const { call, wrote } = operation;
  const bookingId = String(answer["bookingId"]);
  const booking = books.tables.bookings.get(bookingId);
  if (booking === undefined && books.meddledWith.has(bookingId)) return null;
  if (call.name !== "createBooking" || booking === undefined) return `there is no ${bookingId}`;
  const { paymentIntentId, seats, totalAmount, currency } = booking;
  // "pending" is right for a booking that this call made, even if the booking has changed since.
  const isNew = wrote.some(({ id, before }) => id === bookingId && before === null);
  const status = isNew && answer["status"] === "pending" ? "pending" : booking.status;
  const wasStillSo = isNew || wasStill(told, [bookingId]);
  const shown = (answer["seats"] as { seatId: string }[]).map(({ seatId }) => seatId);
  // Seats may have been given back before this call read its own booking again, after a lost answer, or after that.
  const kept = (seatIds: readonly string[]) =>
    sorted(seatIds.filter((id) => !booking.cancelledSeats.some(({ seatId }) => seatId === id)));
  const asked = { ...call, seatIds: sorted(call.seatIds) };
  return (
    difference({ ...booking, seatIds: sorted([...everySeatOf(booking).keys()]) }, only(asked, WISHED)) ??
    difference(answer, {
      paymentIntentId,
      // Seats may have been given back after the booking was read or made.
      ...((wasStill(told, [bookingId]) || booking.cancelledSeats.length === 0) && { seats }),
      totalAmount,
      currency,
      expiresAt: iso(booking.expiresAt),
    }) ??
    (wasStillSo ? difference(answer, { status }) : null) ??
    (isNew ? difference({ seatIds: kept(shown) }, { seatIds: kept(call.seatIds) }) : null)
  );
}

const WISHED = ["userId", "performanceId", "seatIds", "paymentMethod", "requestId"];

const only = (fields: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

/**
 * Checks that `serverTime` lies between these times of the database, in microseconds. `serverTime` has whole
 * milliseconds, so it may be up to one before `from`.
 */
function timeIsOfTheCall(answer: Record<string, unknown>, from: number, to: number): string | null {
  const time = Date.parse(String(answer["serverTime"])) * 1000;
  return time >= from - 1000 && time <= to ? null : `${String(answer["serverTime"])} was not during the call`;
}

/** Compares the answers to a repeated booking request, but for status and server time, until seats are given back. */
export function sameRequestSameAnswer(first: Map<string, string>): Truth {
  return ({ operation: { call }, answer, books }) => {
    if (answer === undefined || call.name !== "createBooking" || call.requestId === null) return null;
    if (books.meddledWith.has(String(answer["bookingId"]))) return null;
    const { status: _status, serverTime: _serverTime, seats, ...others } = answer;
    // The answer leaves out seats that were given back. From then on, answers are not compared.
    const isWhole = books.tables.bookings.get(String(answer["bookingId"]))?.cancelledSeats.length === 0;
    const lasting = isWhole ? { ...others, seats } : others;
    const text = JSON.stringify(lasting);
    const request = `${call.userId} ${call.requestId}`;
    const before = (isWhole ? first.get(request) : null) ?? text;
    if (isWhole) first.set(request, before);
    return before === text ? null : `request ${call.requestId} was answered ${before} and ${text}`;
  };
}

/** Calls that ask for the same seats within this time, in microseconds, may share one read. */
const SHARED_MICROS = 1e6;

/** `getOccupiedSeats` lists exactly the asked seats that were unavailable at its `serverTime`, as they are stored. */
const seatMapIsTrue: Truth = (told) => {
  const { operation, answer, books, now } = told;
  const { call, begun } = operation;
  if (call.name !== "getOccupiedSeats" || answer === undefined) return null;
  // The answer may come from a read that began up to `SHARED_MICROS` before this call, or at any earlier time if the
  // instance stood still. Such an answer's seats are not checked, because the state at that time is not kept.
  const from = operation.stoodStill ? 0 : begun.time - SHARED_MICROS;
  const wrongTime = timeIsOfTheCall(answer, from, now);
  if (wrongTime !== null || timeIsOfTheCall(answer, begun.time + 2_000, now) !== null) return wrongTime;
  const shown = new Map((answer["seats"] as ShownSeat[]).map((seat) => [seat.seatId, seat]));
  const venue = books.plansSince(call.performanceId, 0).flatMap(({ seatIds }) => [...seatIds]);
  const asked = call.seatIds ?? [...new Set(venue)];
  const stranger = [...shown.keys()].find((seatId) => !asked.includes(seatId));
  if (stranger !== undefined) return `${stranger} is shown, and was not asked for`;
  const at = Date.parse(String(answer["serverTime"])) * 1000;
  for (const seatId of asked) {
    const place = placeOf({ ...call, seatId });
    const held = heldSeat(told, place, { from: at, to: at });
    if (held === "free" && shown.has(seatId)) return `${seatId} is shown, and could be had`;
    if (held === "held" && !shown.has(seatId)) return `${seatId} is not shown, and could not be had`;
    if (held !== "held") continue;
    const { status, lockedUntil } = books.holders(place)[0]![1];
    const wrong = difference({ ...shown.get(seatId) }, { seatId, status, lockedUntil: iso(lockedUntil) });
    if (wrong !== null) return wrong;
  }
  return null;
};

/** For each cursor, the last booking of the page that came with it. */
export type Cursors = Map<string, string>;

/**
 * A page lists the user's bookings of the asked status, newest first, starting after the end of the page before. Each
 * booking is shown as it is stored. The page has a cursor exactly if more bookings follow.
 */
export function pagesAreTrue(cursors: Cursors): Truth {
  return (told) => {
    const { operation, answer, books } = told;
    const { call } = operation;
    if (call.name !== "getMyBookings" || answer === undefined) return null;
    const listed = answer["bookings"] as Record<string, unknown>[];
    const last = listed.at(-1)?.["bookingId"];
    if (answer["nextCursor"] !== null) cursors.set(String(answer["nextCursor"]), String(last));
    for (const one of listed) {
      const booking = books.tables.bookings.get(String(one["bookingId"]));
      if (booking === undefined && books.meddledWith.has(String(one["bookingId"]))) continue;
      if (booking?.userId !== call.userId) return `${call.userId} was told of ${String(one["bookingId"])}`;
      const isStill = wasStill(told, [String(one["bookingId"])]);
      const { expiresAt, ...shown } = shownBooking(String(one["bookingId"]), booking, isStill);
      // A booking that had expired when it was created may have been read before its expiry was corrected.
      const wasOver = !isStill && String(one["expiresAt"]) <= String(one["createdAt"]);
      const wrong = difference(one, wasOver ? shown : { ...shown, expiresAt });
      if (wrong !== null) return wrong;
    }
    const own = [...books.tables.bookings].filter(([, { userId }]) => userId === call.userId);
    if (!wasStill(told, [...own.map(([id]) => id), call.userId])) return null;
    const after = call.cursor === null ? undefined : books.tables.bookings.get(cursors.get(call.cursor)!);
    const rest = own
      .filter(([, { status }]) => call.status === null || status === call.status)
      .filter(([, { createdAt }]) => after === undefined || createdAt < after.createdAt)
      .sort(([, one], [, other]) => other.createdAt - one.createdAt);
    const page = rest.slice(0, call.pageSize ?? 20).map(([id]) => id);
    if (page.join() !== listed.map(({ bookingId }) => bookingId).join())
      return `${call.userId} has ${page.join()}, and was told ${JSON.stringify(listed)}`;
    const hasMore = rest.length > page.length;
    return hasMore === (answer["nextCursor"] !== null) ? null : `there is ${hasMore ? "" : "not "}more`;
  };
}

function shownBooking(bookingId: string, booking: Booking, isStill: boolean): Record<string, unknown> {
  const { performanceId, seatIds, seats, totalAmount, currency, paymentIntentId } = booking;
  const { status, cancelReason, cancelledSeats, refundedAmount, feeKept } = booking;
  const times = { createdAt: iso(booking.createdAt), expiresAt: iso(booking.expiresAt) };
  const fixed = { performanceId, totalAmount, currency, paymentIntentId, ...times };
  const given = { seatIds, seats, cancelledSeats, refundedAmount, feeKept };
  const changing = { status, cancelReason, confirmedAt: iso(booking.confirmedAt), ...given };
  return { bookingId, ...fixed, ...(isStill && changing) };
}

/** The checks of answers that need no earlier answer. */
export const ANSWERS: Readonly<Record<string, Truth>> = {
  "an answer has its fields, and no others": answersHaveTheirFields,
  "an answer tells what is stored": answersTellWhatIsStored,
  "the seat map is true": seatMapIsTrue,
};
