import type { Call } from "./operation.js";
import type { Booking } from "./documents.js";
import { wasLast } from "./answers.js";
import { whatComesBack, type Given } from "./quoting.js";
import {
  iso,
  purchaseOf,
  purchaseWasStill,
  textOf,
  UNHURRIED_MICROS,
  wasStill,
  type Told,
  type Truth,
} from "./told.js";

type CallAbout = Extract<Call, { name: "cancelBooking" | "quoteRefund" }>;

/** The seats that a call names and the booking still has. A call without seat ids names all seats. */
function named({ seatIds }: CallAbout, booking: Booking): Booking["seats"] {
  if (booking.status === "cancelled") return [];
  return booking.seats.filter(({ seatId }) => seatIds === null || seatIds.includes(seatId));
}

/**
 * The refund for the seats that a call names, by the times at which it read. Null if they cannot be given back.
 * Undefined if there is no such purchase, or if it changed meanwhile.
 */
function readQuote(told: Told, call: CallAbout): Given | null | undefined {
  const purchase = purchaseOf(told);
  if (purchase === null || !purchaseWasStill(told, purchase)) return undefined;
  const { booking } = purchase;
  const { purchase: at, performance } = told.operation.refundReads;
  return whatComesBack(
    booking,
    named(call, booking),
    told.books.startAt(booking.performanceId, performance),
    at,
  );
}

/** A quote is the refund at its `serverTime`, and lists the named seats. It is still right just before `validUntil`. */
const aQuoteIsWhatComesBack: Truth = (told) => {
  const { operation, answer, books } = told;
  const { call } = operation;
  if (call.name !== "quoteRefund" || answer === undefined) return null;
  const right = readQuote(told, call);
  if (right === undefined) return null;
  const { booking } = purchaseOf(told)!;
  const seats = named(call, booking);
  const { refundAmount, fee, currency, serverTime, validUntil } = answer;
  const startsAt = books.startAt(booking.performanceId, operation.refundReads.performance);
  const lastMoment = Date.parse(String(validUntil)) * 1000 - 1000;
  const last = whatComesBack(
    { ...booking, confirmedAt: booking.confirmedAt ?? operation.refundReads.purchase },
    seats,
    startsAt,
    lastMoment,
  );
  const told_ = { amount: refundAmount, fee };
  const listed = answer["seats"] as { seatId: string; price: number; fee: number; refund: number }[];
  const isRight =
    textOf(told_) === textOf(right) &&
    textOf(last) === textOf(right) &&
    currency === booking.currency &&
    serverTime === iso(operation.refundReads.purchase) &&
    listed.map(({ seatId }) => seatId).join() === seats.map(({ seatId }) => seatId).join() &&
    listed.every((seat) => seat.fee + seat.refund === seat.price);
  return isRight
    ? null
    : `${call.bookingId} was quoted ${JSON.stringify(answer)}, not ${JSON.stringify(right)}`;
};

/** The answer to a cancellation of paid seats has a refund of named seats, if there is one, with its stored amount. */
const anAnswerNamesItsRefund: Truth = (told) => {
  const { operation, answer, books } = told;
  const { call } = operation;
  if (call.name !== "cancelBooking" || answer === undefined) return null;
  const booking = books.tables.bookings.get(call.bookingId);
  if (booking === undefined || booking.confirmedAt === null) return null;
  const refund = answer["refund"] as { refundId: string; status: string } | null;
  const cancelled = booking.cancelledSeats.filter(
    ({ seatId }) => call.seatIds === null || call.seatIds.includes(seatId),
  );
  const ids = cancelled.map(({ refundId }) => refundId).filter((refundId) => refundId !== null);
  // If this call gave seats back without a refund, its answer needs none, although seats given
  // back earlier may have one.
  const own = operation.wrote.flatMap((entry) =>
    entry.collection === "bookings" && entry.before !== null && entry.after !== null
      ? entry.after.cancelledSeats.slice(entry.before.cancelledSeats.length)
      : [],
  );
  const untold = own.length > 0 ? own.filter(({ refundId }) => refundId !== null) : ids;
  if (refund === null)
    return untold.length === 0 || !wasLast(told, call.bookingId) ? null : `${ids.join()} was not told`;
  const stored = books.tables.refunds.get(refund.refundId);
  const { amount, fee, currency } = stored ?? {};
  const { status: _status, ...lasting } = refund;
  const isRight =
    ids.includes(refund.refundId) &&
    textOf(lasting) === textOf({ refundId: refund.refundId, amount, fee, currency });
  return isRight ? null : `${call.bookingId} was told of ${JSON.stringify(refund)}, not of ${ids.join()}`;
};

/** A refused cancellation or quote is right about the refund that comes back, the missing seats, or that none comes back. */
const refusedRefundsAreTrue: Truth = (told) => {
  const { operation, reason, details } = told;
  const { call } = operation;
  const purchase = purchaseOf(told);
  if ((call.name !== "cancelBooking" && call.name !== "quoteRefund") || purchase === null) return null;
  if (reason === "REFUND_CHANGED") {
    const right = readQuote(told, call);
    const expected = call.name === "cancelBooking" ? call.expectedRefund : null;
    if (right === undefined) return null;
    const { refundAmount: amount, fee } = details ?? {};
    return right !== null && right.amount !== expected && amount === right.amount && fee === right.fee
      ? null
      : `${expected} was expected, ${JSON.stringify(right)} comes back, and was told ${JSON.stringify(details)}`;
  }
  if (reason === "SEAT_NOT_FOUND") {
    const { booking } = purchase;
    const missing = (details?.seatIds ?? []).filter((seatId) =>
      named(call, booking).every((seat) => seat.seatId !== seatId),
    );
    return missing.length > 0 || !purchaseWasStill(told, purchase)
      ? null
      : `${details?.seatIds?.join()} is there`;
  }
  if (reason !== "NOT_REFUNDABLE" || !purchaseWasStill(told, purchase)) return null;
  const { booking, intent } = purchase;
  const isUnpaid = intent.status !== "SUCCESS" && (call.name === "quoteRefund" || call.seatIds !== null);
  if (isUnpaid || named(call, booking).length === 0) return null;
  return readQuote(told, call) === null ? null : `${purchase.bookingId} can be given back`;
};

/**
 * A sweep of refunds that succeeds and had time for all leaves no refund that was due when it began. A sweep that was
 * hit by a fault, or by an outage of the gateway, is not judged.
 */
const aSweepLeavesNoRefundDue: Truth = (told) => {
  const { operation, books, error, now } = told;
  const { call, begun, disturbed } = operation;
  if (call.name !== "sweepRefunds" || disturbed || error !== undefined) return null;
  if (now - begun.time >= UNHURRIED_MICROS) return null;
  for (const [id, { status, dueAt }] of books.tables.refunds) {
    if (dueAt === null || dueAt > begun.known) continue;
    if (wasStill(told, [id])) return `${id} is ${status}, was due, and was left`;
  }
  return null;
};

const HOUR_MICROS = 3_600 * 1e6;

/** If a sweep cannot find out a payment's outcome an hour after `payBy`, the payment has an open review. */
const aLongUnknownPaymentIsInReview: Truth = (told) => {
  const { operation, books, error } = told;
  if (operation.call.name !== "sweepExpiredLocks" || error !== undefined || operation.disturbedReview)
    return null;
  if (told.now - operation.begun.time >= UNHURRIED_MICROS) return null;
  for (const id of operation.notClosed) {
    const intent = books.tables.paymentIntents.get(id);
    if (intent?.status !== "PROCESSING" || operation.begun.time < intent.payBy + HOUR_MICROS) continue;
    const isOpen = books.tables.reviews.get(`UNKNOWN_OUTCOME_${id}`)?.status === "open";
    // An operator may have closed the review meanwhile.
    if (!isOpen && wasStill(told, [`UNKNOWN_OUTCOME_${id}`])) return `${id} is unknown, and nobody is told`;
  }
  return null;
};

/** What must be true of what callers are told of refunds, and of what sweeps leave behind. */
export const REFUND_TRUTHS: Readonly<Record<string, Truth>> = {
  "a quote is what comes back": aQuoteIsWhatComesBack,
  "a cancellation tells its refund": anAnswerNamesItsRefund,
  "a refused refund is refused for a reason": refusedRefundsAreTrue,
  "a sweep leaves no refund that was due": aSweepLeavesNoRefundDue,
  "a payment that is unknown for long is in review": aLongUnknownPaymentIsInReview,
};
