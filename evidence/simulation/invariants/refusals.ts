import type { Call } from "../world/operation.js";
import type { Entry } from "./books.js";
import { isLate, purchaseOf, purchaseWasStill, type Truth } from "./told.js";

/** The code of each reason: with it, the contract with every caller. */
const CODES: Readonly<Record<string, string>> = {
  USER_MISMATCH: "permission-denied",
  PERFORMANCE_NOT_FOUND: "not-found",
  SEAT_NOT_FOUND: "not-found",
  BOOKING_NOT_FOUND: "not-found",
  PAYMENT_INTENT_NOT_FOUND: "not-found",
  SEAT_TAKEN: "already-exists",
  SALES_NOT_OPEN: "failed-precondition",
  SALES_CLOSED: "failed-precondition",
  BOOKING_EXPIRED: "failed-precondition",
  BOOKING_NOT_PENDING: "failed-precondition",
  REQUEST_ID_REUSED: "failed-precondition",
  TICKET_LIMIT: "resource-exhausted",
  TOO_MANY_ATTEMPTS: "resource-exhausted",
  CONTENDED: "aborted",
  PAYMENT_IN_PROGRESS: "aborted",
  GATEWAY_UNAVAILABLE: "unavailable",
  PAYMENT_OUTCOME_UNKNOWN: "unavailable",
  OUTCOME_UNKNOWN: "unavailable",
};

/** A call that has less than ten of its 25 s left charges nothing, and gives up asking what became of a charge. */
const HURRIED_MICROS = 14 * 1e6;

/** A call gives up only after so many failed requests, where they are not reads. */
const FAILURES_TO_GIVE_UP = 3;

/**
 * Each reason has its code; `internal` is only where a read went wrong by chance, again and again where the call reads
 * again. And it tells nothing of it.
 */
const refusalsAreDocumented: Truth = ({ operation, error, reason, code, details }) => {
  if (error === undefined) return null;
  const told = `${operation.call.name} failed with ${String(error)} ${JSON.stringify(details)}`;
  if (reason !== undefined && CODES[reason] !== undefined) {
    const isAnyones = operation.call.name === "onPaymentIntentUpdated" || code === CODES[reason];
    return isAnyones ? null : told;
  }
  if (isCardNumber(operation.call)) return code === "invalid-argument" ? null : told;
  const isSaid = code !== "internal" || (details === undefined && !/error|\d/i.test(messageOf(error)));
  const isRepeated = operation.call.name === "executePayment" || operation.call.name === "cancelBooking";
  const wasTried = !isRepeated || operation.failures >= FAILURES_TO_GIVE_UP;
  return operation.misread && wasTried && isSaid ? null : told;
};

/** Some send a card's number where a token belongs. */
const isCardNumber = (call: Call): boolean =>
  call.name === "executePayment" && /^\d/.test(call.paymentMethodToken);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Who says to be someone else is refused, and nobody else is. */
const claimsAreJudged: Truth = ({ operation: { call }, reason, code }) => {
  if (code === "invalid-argument") return null;
  const { userId, claims } = call as { userId?: string; claims?: string };
  const isAnother = userId !== undefined && claims !== undefined && claims !== userId;
  return isAnother === (reason === "USER_MISMATCH")
    ? null
    : `${userId} said to be ${claims}, and the answer was ${reason}`;
};

/** What is someone else's is not there: no other answer may tell that it is. */
const notFoundMeansNotOnesOwn: Truth = (told) => {
  const { call } = told.operation;
  if (call.name !== "executePayment" && call.name !== "cancelBooking") return null;
  const purchase = purchaseOf(told);
  if (purchase === null || told.reason === "USER_MISMATCH" || told.code === "invalid-argument") return null;
  const isOwn = purchase.booking.userId === call.userId;
  const isFound = told.reason !== "BOOKING_NOT_FOUND" && told.reason !== "PAYMENT_INTENT_NOT_FOUND";
  const isUndecided = told.error !== undefined && (told.operation.misread || isLate(told));
  if (isOwn) return isFound ? null : `${call.userId} does not find their own ${purchase.bookingId}`;
  return !isFound || isUndecided ? null : `${call.userId} finds someone else's ${purchase.bookingId}`;
};

/** Time is up when the database says so: not a moment before. What ended otherwise did not run out. */
const expiredMeansTimeIsUp: Truth = (told) => {
  const purchase = purchaseOf(told);
  if (told.reason !== "BOOKING_EXPIRED" || purchase === null) return null;
  const { booking, bookingId, intent } = purchase;
  const { readAt } = told.operation;
  if (booking.cancelReason === "EXPIRED") return null;
  if (readAt < booking.expiresAt && !purchaseWasStill(told, purchase)) return null;
  if (readAt < booking.expiresAt)
    return `${bookingId} was told to have run out ${(booking.expiresAt - readAt) / 1e6} s early`;
  return intent.status === "PENDING" || !purchaseWasStill(told, purchase)
    ? null
    : `${bookingId} was told to have run out, and is ${booking.status} (${booking.cancelReason}), ${intent.status}`;
};

/** What is told of a booking that is not pending is what it is, or will be once its payment is settled. */
const notPendingMeansEnded: Truth = (told) => {
  const purchase = purchaseOf(told);
  if (told.reason !== "BOOKING_NOT_PENDING" || purchase === null) return null;
  const { booking, bookingId, intent } = purchase;
  const status =
    intent.status === "SUCCESS" ? "confirmed" : intent.status === "PROCESSING" ? "pending" : "cancelled";
  const ended =
    told.operation.call.name === "executePayment"
      ? booking.cancelReason === "USER"
      : intent.status === "SUCCESS" || intent.status === "FAILURE";
  return ended && told.details?.status === status
    ? null
    : `${bookingId} was told to be ${told.details?.status}: it is ${booking.status} (${booking.cancelReason}), ${intent.status}`;
};

/** A payment is in progress while someone's claim on it lasts. */
const inProgressMeansClaimed: Truth = (told) => {
  const purchase = purchaseOf(told);
  if (told.reason !== "PAYMENT_IN_PROGRESS" || purchase === null) return null;
  const { attempt: own } = purchase.intent;
  if (own !== null && told.books.claimedBy.get(own.id) === told.operation)
    return `${purchase.bookingId} was claimed by this very call`;
  if (!purchaseWasStill(told, purchase)) return null;
  const { readAt } = told.operation;
  const { status, attempt, dueAt } = purchase.intent;
  const isCharging = attempt !== null && readAt < (dueAt ?? Infinity);
  return status === "PROCESSING" && isCharging
    ? null
    : `${purchase.bookingId} was told to be paid for right now, and is ${status}, ${JSON.stringify(attempt)}`;
};

/** Nobody is told that too many want the same who did not try again, or where nobody else came and there was time. */
const contendedMeansTried: Truth = (told) => {
  const { operation, reason, books } = told;
  const { begun, call, disturbed, failures, misread } = operation;
  if (reason !== "CONTENDED" || misread || isLate(told)) return null;
  const others = books.commits - begun.commits;
  // The first may fail by what was there before, and a charge by one that was made before.
  return failures >= FAILURES_TO_GIVE_UP && (disturbed || others >= failures - 2)
    ? null
    : `${call.name} gave up after ${failures} failures and ${others} commits`;
};

/** Nothing was charged, and nothing that may charge is under way, where that is told. */
const gatewayToldSo: Truth = ({ operation, reason }) => {
  if (reason !== "GATEWAY_UNAVAILABLE") return null;
  const charged = operation.wrote.find(
    (entry) => entry.collection === "simulatedCharges" && entry.after?.failure === null,
  );
  if (charged) return `${charged.id} is charged, and was told not to be`;
  const charge = operation.unheard.find((text) => text.includes("simulatedCharges/"));
  return charge === undefined ? null : `${charge} is under way, and was told not to be made`;
};

/**
 * Nobody is told that the outcome is unknown where all could be read and written, in time; and nobody is told to try
 * again whose change, or charge, may have been made.
 */
const unknownMeansUnknown: Truth = ({ operation, reason, now }) => {
  const { begun, call, disturbedCommit, failures, misread, unheard } = operation;
  if (reason === "OUTCOME_UNKNOWN" || reason === "PAYMENT_OUTCOME_UNKNOWN") {
    const isTroubled = misread || disturbedCommit || failures >= FAILURES_TO_GIVE_UP;
    return isTroubled || now - begun.time >= HURRIED_MICROS ? null : `${reason}, and nothing went wrong`;
  }
  if (reason !== "CONTENDED") return null;
  return unheard.length > 0 ? `${call.name} was told to try again, and ${unheard[0]} is under way` : null;
};

/**
 * Nothing is written when a call is refused, but that a user's own bookings are over that had run out or been declined,
 * and how a payment ended that was found to have succeeded. The gateway's own record is a company's outside.
 */
const refusedMeansUnwritten: Truth = (told) => {
  const { operation, reason, books } = told;
  const { call } = operation;
  const wrote = operation.wrote.filter(({ collection }) => collection !== "simulatedCharges");
  if (reason === undefined || wrote.length === 0 || UNKNOWN.has(reason)) return null;
  const written = `${call.name} was refused with ${reason}, and wrote ${wrote.map(({ id }) => id).join(", ")}`;
  if (call.name === "executePayment")
    return WHERE_NOTHING_WAS_CLAIMED.has(reason) || wrote.some(isOutcome) ? written : null;
  if (call.name === "cancelBooking")
    return reason === "BOOKING_NOT_PENDING" && wrote.every(isOfASuccess) ? null : written;
  if (call.name !== "createBooking") return null;
  const allowed = wrote.every(
    (entry) =>
      entry.collection !== "bookings" ||
      (entry.after?.cancelReason !== "USER" && entry.after?.userId === call.userId),
  );
  // Room was made, and someone else of the same name took it in the meantime.
  const isOvertaken = [...books.tables.bookings.values()].some(
    ({ userId, createdAt }) => userId === call.userId && createdAt >= operation.begun.time,
  );
  // Or one of the bookings that were to make room was deleted by hand, and its tickets stayed counted.
  const isMeddledWith = books
    .deletedSince(operation.begun.commits)
    .some(([, { userId }]) => userId === call.userId);
  return allowed && (reason !== "TICKET_LIMIT" || isOvertaken || isMeddledWith) ? null : written;
};

const isOutcome = ({ collection, after }: Entry): boolean =>
  collection === "paymentIntents" && (after?.status === "SUCCESS" || after?.status === "FAILURE");

const WHERE_NOTHING_WAS_CLAIMED: ReadonlySet<string> = new Set([
  "USER_MISMATCH",
  "PAYMENT_INTENT_NOT_FOUND",
  "BOOKING_EXPIRED",
  "BOOKING_NOT_PENDING",
  "CONTENDED",
]);

const UNKNOWN: ReadonlySet<string> = new Set(["OUTCOME_UNKNOWN", "PAYMENT_OUTCOME_UNKNOWN"]);

const isOfASuccess = ({ collection, after }: Entry): boolean =>
  collection === "ledgerEntries" || (collection === "paymentIntents" && after?.status === "SUCCESS");

/** What must be true of every refusal; of those of a new booking see `refusedBookings.ts`. */
export const REFUSALS: Readonly<Record<string, Truth>> = {
  "only documented errors": refusalsAreDocumented,
  "nobody is someone else": claimsAreJudged,
  "not found means not one's own": notFoundMeansNotOnesOwn,
  "expired means that time is up": expiredMeansTimeIsUp,
  "not pending means ended": notPendingMeansEnded,
  "in progress means claimed": inProgressMeansClaimed,
  "contended means tried again": contendedMeansTried,
  "the gateway said so": gatewayToldSo,
  "unknown means that nobody knows": unknownMeansUnknown,
  "refused means nothing written": refusedMeansUnwritten,
};
