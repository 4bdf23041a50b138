import { everySeatOf, placeOf } from "./documents.js";
import { QUARTER_MICROS } from "./changes.js";
import { bookingOfRequest, heldSeat, wasHeld, wasStill, type Told, type Truth } from "./told.js";

/**
 * `SEAT_TAKEN` names only asked seats that are held. It names each of them that is booked or whose lock still runs, but
 * for those of a booking whose payment was declined.
 */
const takenMeansHeld: Truth = (told) => {
  const { call, seatsReadAt } = told.operation;
  if (call.name !== "createBooking" || told.reason !== "SEAT_TAKEN") return null;
  const named = told.details?.seatIds ?? [];
  const heldFrom = (seatId: string) =>
    heldSeat(told, placeOf({ ...call, seatId }), { from: seatsReadAt, to: told.now });
  const free = named.find(
    (seatId) =>
      !call.seatIds.includes(seatId) ||
      heldFrom(seatId) === "free" ||
      !wasHeld(told, placeOf({ ...call, seatId })),
  );
  if (free !== undefined) return `${free} was refused as taken, and could be had`;
  const isRunning = (seatId: string) => {
    const until = told.books.holders(placeOf({ ...call, seatId }))[0]?.[1].lockedUntil;
    return until === null || (until !== undefined && until > told.now);
  };
  const unnamed = call.seatIds.find(
    (seatId) =>
      !named.includes(seatId) &&
      heldFrom(seatId) === "held" &&
      isRunning(seatId) &&
      !isDeclined(told, placeOf({ ...call, seatId })),
  );
  return unnamed === undefined && named.length > 0 ? null : `${unnamed} is taken too, and was not named`;
};

/** Whether a seat is held by a booking whose payment was declined and that is not yet settled. */
function isDeclined({ books }: Told, place: string): boolean {
  const booking = books.tables.bookings.get(books.holders(place)[0]?.[1].bookingId ?? "");
  return booking !== undefined && books.intentOf(booking)?.status === "FAILURE";
}

/** As soon as a payment is declined, its user may book the same seats again, even before the booking is settled. */
const aDeclineCountsAtOnce: Truth = (told) => {
  const { call } = told.operation;
  if (call.name !== "createBooking" || told.reason !== "SEAT_TAKEN") return null;
  const places = call.seatIds.map((seatId) => placeOf({ ...call, seatId }));
  const isBooked = (place: string) => told.books.holders(place)[0]?.[1].status === "booked";
  if (places.some((place) => isBooked(place) || !wasStill(told, [place]))) return null;
  const own = (told.details?.seatIds ?? []).find((seatId) => {
    const place = placeOf({ ...call, seatId });
    const seat = told.books.holders(place)[0]?.[1];
    const booking = seat && told.books.ownerOf(seat);
    return (
      booking?.userId === call.userId &&
      isDeclined(told, place) &&
      wasStill(told, [seat!.bookingId, booking.paymentIntentId])
    );
  });
  return own === undefined ? null : `${own} was refused to ${call.userId}, whose payment for it was declined`;
};

/** A refusal for an unknown performance or seat names exactly what does not exist. Unknown seats are refused. */
const unknownMeansNotThere: Truth = (told) => {
  const { call } = told.operation;
  if (call.name !== "createBooking" && call.name !== "getOccupiedSeats") return null;
  const performance = told.books.tables.performances.get(call.performanceId);
  if (told.reason === "PERFORMANCE_NOT_FOUND") return performance ? `${call.performanceId} is there` : null;
  if (performance === undefined || call.seatIds === null) return null;
  const plans = told.books.plansSince(call.performanceId, told.operation.begun.known - FRESH_MICROS);
  const missing = plans.map(({ seatIds }) => call.seatIds!.filter((seatId) => !seatIds.has(seatId)).join());
  if (told.reason !== "SEAT_NOT_FOUND") {
    const isNew = call.name === "getOccupiedSeats" || bookingOfRequest(told) === null;
    const isLetIn = told.answer !== undefined && isNew && missing.every((seatIds) => seatIds !== "");
    return isLetIn ? `${missing.join()} is not there, and was let in` : null;
  }
  const named = told.details?.seatIds?.join() ?? "";
  return named !== "" && missing.includes(named)
    ? null
    : `${missing.join(" or ")} is not there, not ${named}`;
};

/** An instance's plan of a performance is at most this old, in microseconds. */
const FRESH_MICROS = 10 * 1e6;

/**
 * A user is refused with `TOO_MANY_ATTEMPTS` only after giving back more than twice the limit in the last half hour.
 * Seats are counted by the quarter of an hour, so they may count for a quarter longer. `retryAt` is the first time
 * at which the user is no longer above twice the limit.
 */
const tooManyMeansTooMany: Truth = (told) => {
  const { books, operation, reason, details } = told;
  const { call } = operation;
  if (call.name !== "createBooking" || reason !== "TOO_MANY_ATTEMPTS") return null;
  const count = [...books.tables.ticketCounts.values()].find(
    ({ userId, performanceId }) => userId === call.userId && performanceId === call.performanceId,
  );
  if (!wasStill(told, [`${call.userId} ${call.performanceId}`])) return null;
  const plans = books.plansSince(call.performanceId, operation.begun.known - FRESH_MICROS);
  const limit = Math.min(...plans.map((plan) => plan.limit));
  const ends = Object.entries(count?.givenBack ?? {}).map(
    ([name, seats]) => [(Number(name.slice(1)) + 3) * QUARTER_MICROS, seats] as const,
  );
  const totalAt = (time: number) =>
    ends.filter(([end]) => end > time).reduce((sum, [, seats]) => sum + seats, 0);
  const retryAt = Date.parse(details?.retryAt ?? "") * 1000;
  const right =
    totalAt(operation.seatsReadAt) > 2 * limit &&
    plans.some((plan) => totalAt(retryAt) <= 2 * plan.limit && totalAt(retryAt - 1) > 2 * plan.limit);
  return right ? null : `${JSON.stringify(count)} and a limit of ${limit}, and was told ${details?.retryAt}`;
};

/** A sale is refused as not open or as closed only if that is true at a time which the instance could assume. */
const closedMeansClosed: Truth = ({ operation, reason, now, books }) => {
  const { call, begun } = operation;
  if (call.name !== "createBooking") return null;
  const performance = books.tables.performances.get(call.performanceId);
  if (performance === undefined) return null;
  if (reason === "SALES_NOT_OPEN" && begun.known >= performance.salesOpenAt)
    return `the sale of ${call.performanceId} was open`;
  if (reason === "SALES_CLOSED" && now < performance.salesCloseAt)
    return `the sale of ${call.performanceId} was not closed yet`;
  return null;
};

/**
 * `REQUEST_ID_REUSED` means that an earlier request had the same requestId and other contents. The order of the seats
 * does not matter. A repeat is not refused for a reason in `ABOUT_A_NEW_BOOKING`.
 */
const reusedMeansOtherContents: Truth = (told) => {
  const { call, begun } = told.operation;
  if (call.name !== "createBooking") return null;
  const earlier = bookingOfRequest(told);
  if (told.reason === "REQUEST_ID_REUSED") {
    // The earlier booking may have been deleted by hand after the call had read it.
    const read = earlier ?? bookingOfRequest(told, told.books.deletedSince(begun.commits));
    const isOther =
      read !== null &&
      (read[1].performanceId !== call.performanceId ||
        read[1].paymentMethod !== call.paymentMethod ||
        [...everySeatOf(read[1]).keys()].sort().join() !== [...call.seatIds].sort().join());
    return isOther ? null : `request ${call.requestId} was not used for anything else`;
  }
  const isOld = earlier !== null && earlier[1].createdAt < begun.time;
  return isOld && told.reason !== undefined && ABOUT_A_NEW_BOOKING.has(told.reason)
    ? `request ${call.requestId} made ${earlier[0]} before, and was refused with ${told.reason}`
    : null;
};

const ABOUT_A_NEW_BOOKING: ReadonlySet<string> = new Set([
  "SEAT_TAKEN",
  "SEAT_NOT_FOUND",
  "PERFORMANCE_NOT_FOUND",
  "SALES_NOT_OPEN",
  "SALES_CLOSED",
  "TICKET_LIMIT",
]);

/**
 * Only seats in a user's bookings of the performance count towards the limit, also in bookings that were deleted by
 * hand, but not in ended ones.
 */
const limitMeansHeld: Truth = (told) => {
  const { books, operation, reason, details } = told;
  const { call, begun } = operation;
  if (call.name !== "createBooking" || reason !== "TICKET_LIMIT") return null;
  const own = [...books.tables.bookings].filter(
    ([, booking]) => booking.userId === call.userId && booking.performanceId === call.performanceId,
  );
  const ids = own.flatMap(([id, booking]) => [id, booking.paymentIntentId]);
  if (!wasStill(told, [...ids, `${call.userId} ${call.performanceId}`])) return null;
  const held = own
    .map(([, booking]) => booking)
    .filter((booking) => {
      const status = books.intentOf(booking)?.status;
      const isOver = status === "FAILURE" || (status === "PENDING" && booking.expiresAt <= begun.time);
      return booking.status !== "cancelled" && !isOver;
    })
    .reduce((sum, { seatIds }) => sum + seatIds.length, books.deletedOf(call.userId, call.performanceId));
  const plans = books.plansSince(call.performanceId, begun.known - FRESH_MICROS);
  const limit = details?.limit ?? 0;
  const right =
    held + call.seatIds.length > limit &&
    plans.some((plan) => plan.limit === limit) &&
    (details?.held ?? -1) <= held;
  return right
    ? null
    : `${call.userId} holds ${held} of ${limit}, was refused ${call.seatIds.length} more and told ${JSON.stringify(details)}`;
};

/** What must be true of every refusal of a call that asks for seats. */
export const REFUSED_BOOKINGS: Readonly<Record<string, Truth>> = {
  "taken means held": takenMeansHeld,
  "unknown means not there": unknownMeansNotThere,
  "closed means closed": closedMeansClosed,
  "reused means with other contents": reusedMeansOtherContents,
  "the limit is reached by what is held": limitMeansHeld,
  "a decline counts at once": aDeclineCountsAtOnce,
  "too many attempts means that many": tooManyMeansTooMany,
};
