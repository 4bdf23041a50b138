import { leaving, type Check } from "./check.js";
import { priceName, type Intent } from "./documents.js";
import { termsOf } from "./quoting.js";
import { heldBy } from "./states.js";
import {
  intentAndBookingAgreeOnTime,
  noLockIsLongerThanFiveMinutes,
  noLockIsPaidAfterItsTime,
  noLockIsShorterThanFiveMinutes,
  noLockIsTakenBeforeItsTime,
  timesAreTheCommits,
} from "./times.js";

const DIAGRAM: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  bookings: { pending: ["confirmed", "cancelled"], confirmed: ["cancelled"], cancelled: [] },
  paymentIntents: {
    PENDING: ["PROCESSING", "SUCCESS", "CANCELLED"],
    PROCESSING: ["SUCCESS", "FAILURE"],
    SUCCESS: [],
    FAILURE: [],
    CANCELLED: [],
  },
};
const BEGINNINGS: Readonly<Record<string, string>> = {
  bookings: "pending",
  paymentIntents: "PENDING",
  occupiedSeats: "locked",
};

/**
 * A document's status moves only along the diagram. A payment goes from PENDING to SUCCESS at once only if it costs
 * nothing. Other checks judge deletions by hand, and seats that go to another booking.
 */
const alongTheDiagram: Check = ({ collection, id, before, after }, { author }) => {
  const from = statusOf(before);
  const to = statusOf(after);
  if (BEGINNINGS[collection] === undefined || (after === null && author === null)) return null;
  if (collection === "paymentIntents" && from === "PENDING" && to === "SUCCESS")
    return (after as Intent).amount === 0 ? null : `${id} costs something, and was not claimed`;
  if (before === null) return to === BEGINNINGS[collection] ? null : `${id} begins as ${to}`;
  if (collection === "occupiedSeats") {
    // A booked seat may only be deleted: see "a paid seat leaves only with its refund".
    return from === "booked" && to !== "booked" && to !== undefined ? `${id} was booked and is ${to}` : null;
  }
  const allowed = from === to || (to !== undefined && DIAGRAM[collection]?.[from ?? ""]?.includes(to));
  return allowed ? null : `${id} goes from ${from} to ${to ?? "nothing"}`;
};

const statusOf = (document: object | null): string | undefined =>
  document !== null && "status" in document ? String(document.status) : undefined;

/** The fields that stay as they are first written, but for the exceptions in `whatWasBookedStays`. */
const FIXED = {
  bookings: [
    "userId",
    "performanceId",
    "seatIds",
    "seats",
    "totalAmount",
    "currency",
    "paymentMethod",
    "paymentIntentId",
    "requestId",
    "expiresAt",
    "createdAt",
    "refundPolicy",
    "timeZone",
    "performanceStartsAt",
  ],
  paymentIntents: [
    "bookingId",
    "userId",
    "performanceId",
    "amount",
    "currency",
    "paymentMethod",
    "payBy",
    "shard",
    "createdAt",
  ],
} as const;

const whatWasBookedStays: Check = ({ collection, id, before, after }, { books }) => {
  if (before === null || (collection !== "bookings" && collection !== "paymentIntents")) return null;
  if (after === null) return books.meddledWith.has(id.replace(/^pi_/, "bk_")) ? null : `${id} is gone`;
  const field = FIXED[collection].find((name) => textOf(before, name) !== textOf(after, name));
  // Seats that are given back leave the booking: see "a paid seat leaves only with its refund".
  const isGivenBack = collection === "bookings" && after.cancelledSeats.length > before.cancelledSeats.length;
  if (isGivenBack && (field === "seatIds" || field === "seats")) return null;
  // The other exception is a lock that had already expired when it was created: its end is set again.
  if (collection === "bookings" && field === "expiresAt" && before.expiresAt <= before.createdAt) return null;
  if (collection === "paymentIntents" && field === "payBy" && before.payBy <= before.createdAt) return null;
  return field === undefined ? null : `${id} has another ${field}`;
};

/** `confirmedAt` and `cancelReason` are set at most once, and then stay as they are. */
const saidOnce: Check = ({ collection, id, before, after }) => {
  if (collection !== "bookings" || before === null || after === null) return null;
  const field = (["confirmedAt", "cancelReason"] as const).find(
    (name) => before[name] !== null && before[name] !== after[name],
  );
  return field === undefined ? null : `${id} has another ${field}`;
};

const textOf = (document: object, field: string): string =>
  JSON.stringify((document as Record<string, unknown>)[field]);

const writtenOnce: Check = ({ collection, id, before }) =>
  before !== null && (collection === "ledgerEntries" || collection === "simulatedCharges")
    ? `${id} is written again`
    : null;

const aClaimedPaymentKeepsItsSeats: Check = (entry, { author, books }) => {
  const left = leaving(entry);
  // Booked seats have their own check: "a paid seat leaves only with its refund".
  if (left === null || author === null || left.seat.status === "booked") return null;
  const booking = books.ownerOf(left.seat);
  if (booking === undefined && books.meddledWith.has(left.seat.bookingId)) return null;
  const status = booking && books.intentOf(booking)?.status;
  return status === "CANCELLED" || status === "FAILURE"
    ? null
    : `${left.seat.seatId} leaves ${left.seat.bookingId}, whose payment is ${status}`;
};

/** How old a price, a plan or a limit that an instance uses may be, in microseconds. */
const FRESH_MICROS = 10 * 1e6;

/**
 * The sale was open at some time while a new booking's call ran. The booking's seats, their prices and its terms were
 * on sale `FRESH_MICROS` before the call began, or later.
 */
const soldAsItWasOnSale: Check = (entry, { author, books, time }) => {
  if (entry.collection !== "bookings" || entry.before !== null || entry.after === null) return null;
  const { performanceId, seats } = entry.after;
  const performance = books.lastPerformances.get(performanceId);
  const known = author?.begun.known ?? time;
  if (performance === undefined || time < performance.salesOpenAt || known >= performance.salesCloseAt)
    return `${entry.id} is of ${performanceId}, which is not on sale`;
  const old = seats.find(({ section, price }) => {
    const lasted = books.prices.get(priceName(performanceId, section, price)) ?? 0;
    return lasted < known - FRESH_MICROS;
  });
  if (old !== undefined) return `${entry.id} costs what ${old.seatId} does not cost any more`;
  const plans = books.plansSince(performanceId, known - FRESH_MICROS);
  const stranger = seats.find(({ seatId }) => !plans.some(({ seatIds }) => seatIds.has(seatId)));
  if (stranger !== undefined) return `${entry.id} is of ${stranger.seatId}, which is not there`;
  const { refundPolicy, timeZone, performanceStartsAt } = entry.after;
  const terms = termsOf(refundPolicy, timeZone, performanceStartsAt);
  return plans.some((plan) => plan.terms === terms) ? null : `${entry.id} has terms that were not on sale`;
};

/** Nobody books above the highest limit that their call may have read. */
const nobodyBooksAboveTheLimit: Check = (entry, { author, books, time }) => {
  if (entry.collection !== "bookings" || entry.before !== null || entry.after === null) return null;
  const { userId, performanceId } = entry.after;
  const plans = books.plansSince(performanceId, (author?.begun.known ?? time) - FRESH_MICROS);
  const limit = Math.max(...plans.map((plan) => plan.limit));
  const held = heldBy(books, userId, performanceId);
  return held <= limit ? null : `${userId} holds ${held} of ${performanceId}, and may hold ${limit}`;
};

/**
 * Every seat that is released unpaid is counted in a quarter of an hour that overlaps the time from the beginning of
 * the operation that releases it to its commit.
 */
const whatComesBackIsCounted: Check = (entry, { entries, author, time, books }) => {
  if (entry.collection !== "bookings" || entry.before?.status !== "pending" || entry.after === null)
    return null;
  if (entry.after.status !== "cancelled") return null;
  const { userId, performanceId } = entry.after;
  const own = entries.flatMap((one) =>
    one.collection === "bookings" && one.before?.status === "pending" && one.after?.status === "cancelled"
      ? [one.after]
      : [],
  );
  const released = own
    .filter((booking) => booking.userId === userId && booking.performanceId === performanceId)
    .reduce((sum, { seatIds }) => sum + seatIds.length, 0);
  const count = entries.find(
    (one) =>
      one.collection === "ticketCounts" &&
      one.after?.userId === userId &&
      one.after.performanceId === performanceId,
  );
  const was = (count?.before ?? {}) as { givenBack?: Record<string, number> };
  const is = (count?.after ?? {}) as { givenBack?: Record<string, number> };
  const quarters = Object.keys(is.givenBack ?? {});
  const more = quarters.map(
    (name) => [name, (is.givenBack![name] ?? 0) - (was.givenBack?.[name] ?? 0)] as const,
  );
  const grown = more.filter(([, seats]) => seats !== 0);
  const [name, seats] = grown[0] ?? ["", 0];
  const isRight =
    grown.length === 1 &&
    seats === released &&
    Number(name.slice(1)) >= quarterAt(author?.begun.known ?? time) &&
    Number(name.slice(1)) <= quarterAt(time);
  const isGone = books.meddledWith.has(entry.id);
  return isRight || isGone
    ? null
    : `${released} seats of ${userId} came back, and ${JSON.stringify(grown)} was counted`;
};

export const QUARTER_MICROS = 15 * 60 * 1e6;
const quarterAt = (micros: number): number => Math.floor(micros / QUARTER_MICROS);

/**
 * Nobody books seats of a performance of which they gave back more than twice the limit in the quarters of an hour that
 * overlap the last half hour.
 */
const nobodyBooksAfterTooManyAttempts: Check = (entry, { author, books, entries, time }) => {
  if (entry.collection !== "bookings" || entry.before !== null || entry.after === null) return null;
  const { userId, performanceId } = entry.after;
  const count = entries.find(
    (one) =>
      one.collection === "ticketCounts" &&
      one.after?.userId === userId &&
      one.after.performanceId === performanceId,
  );
  const before = (count?.before ?? {}) as { givenBack?: Record<string, number> };
  const now = author?.seatsReadAt ?? time;
  const total = Object.entries(before.givenBack ?? {})
    .filter(([name]) => (Number(name.slice(1)) + 1) * QUARTER_MICROS > now - 2 * QUARTER_MICROS)
    .reduce((sum, [, seats]) => sum + seats, 0);
  const plans = books.plansSince(performanceId, (author?.begun.known ?? time) - FRESH_MICROS);
  const limit = Math.max(...plans.map((plan) => plan.limit));
  return total <= 2 * limit ? null : `${userId} gave back ${total} seats, and books again`;
};

/** What must hold for every change in a commit. */
export const CHANGES: Readonly<Record<string, Check>> = {
  "statuses move along the diagram": alongTheDiagram,
  "what was booked stays as it was": whatWasBookedStays,
  "a booking is confirmed or cancelled once": saidOnce,
  "ledger and charges are written once": writtenOnce,
  "a claimed payment keeps its seats": aClaimedPaymentKeepsItsSeats,
  "no lock is taken before its time": noLockIsTakenBeforeItsTime,
  "no lock is paid after its time": noLockIsPaidAfterItsTime,
  "no lock is longer than five minutes": noLockIsLongerThanFiveMinutes,
  "no lock is shorter than five minutes": noLockIsShorterThanFiveMinutes,
  "sold as it was on sale": soldAsItWasOnSale,
  "booking, payment and locks end together": intentAndBookingAgreeOnTime,
  "nobody is above the limit": nobodyBooksAboveTheLimit,
  "times are the commit's": timesAreTheCommits,
  "what comes back is counted": whatComesBackIsCounted,
  "nobody books after too many attempts": nobodyBooksAfterTooManyAttempts,
};
