import type { RefusalReason } from "../../../functions/src/contract.js";
import type { Call } from "./operation.js";
import type { Entry } from "./documents.js";
import { isLate, purchaseOf, purchaseWasStill, type Truth } from "./told.js";

/**
 * The error code that goes with each reason. The codes are written here again on purpose, so that a mistake in the
 * service's own table is found.
 */
const CODES: Readonly<Record<string, string>> = {
  USER_MISMATCH: "permission-denied",
  PERFORMANCE_NOT_FOUND: "not-found",
  BLOCK_NOT_FOUND: "not-found",
  LAYOUT_NOT_FOUND: "not-found",
  SEAT_NOT_FOUND: "not-found",
  BOOKING_NOT_FOUND: "not-found",
  PAYMENT_INTENT_NOT_FOUND: "not-found",
  SEAT_TAKEN: "already-exists",
  SALES_NOT_OPEN: "failed-precondition",
  SALES_CLOSED: "failed-precondition",
  BOOKING_EXPIRED: "failed-precondition",
  BOOKING_NOT_PENDING: "failed-precondition",
  NOT_REFUNDABLE: "failed-precondition",
  REFUND_CHANGED: "failed-precondition",
  REQUEST_ID_REUSED: "failed-precondition",
  TICKET_LIMIT: "resource-exhausted",
  TOO_MANY_ATTEMPTS: "resource-exhausted",
  CONTENDED: "aborted",
  PAYMENT_IN_PROGRESS: "aborted",
  GATEWAY_UNAVAILABLE: "unavailable",
  PAYMENT_OUTCOME_UNKNOWN: "unavailable",
  OUTCOME_UNKNOWN: "unavailable",
} satisfies Record<RefusalReason, string>;

/**
 * From this age on, in microseconds, a call may say that an outcome is unknown although nothing failed. A call with
 * less than 10 s of its 25 s left does not charge. It asks the gateway for the outcome, and there may be none yet.
 */
const HURRIED_MICROS = 14 * 1e6;

/** After this many failed requests, a call may give up. */
const FAILURES_TO_GIVE_UP = 3;

/**
 * Each refusal has its reason and its code. Another error is allowed only if the operation misread, after several
 * failures where the call retries its reads, and an `internal` one tells nothing of what went wrong. A card number in
 * place of a token is `invalid-argument`.
 */
const refusalsAreDocumented: Truth = ({ operation, error, reason, code, details, books }) => {
  if (error === undefined) return null;
  const told = `${operation.call.name} failed with ${String(error)} ${JSON.stringify(details)}`;
  if (reason !== undefined && CODES[reason] !== undefined) {
    const isAnyones = OF_NO_CALLER.has(operation.call.name) || code === CODES[reason];
    return isAnyones ? null : told;
  }
  // A paid booking whose seat was deleted by hand contradicts itself. Cancelling it fails with `internal`.
  const bookingId = operation.call.name === "cancelBooking" ? operation.call.bookingId : "";
  if (books.meddledWith.has(bookingId) && code === "internal") return null;
  if (isCardNumber(operation.call)) return code === "invalid-argument" ? null : told;
  const isSaid = code !== "internal" || (details === undefined && !/error|\d/i.test(messageOf(error)));
  const isRepeated = operation.call.name === "executePayment" || operation.call.name === "cancelBooking";
  const wasTried = !isRepeated || operation.failures >= FAILURES_TO_GIVE_UP;
  return operation.misread && wasTried && isSaid ? null : told;
};

/** The code of these operations is not checked, because no app gets it. */
const OF_NO_CALLER: ReadonlySet<string> = new Set([
  "onPaymentIntentUpdated",
  "onBookingWritten",
  "answerReview",
]);

/** Whether a call carries a card number in place of a token, as some simulated users do. */
const isCardNumber = (call: Call): boolean =>
  call.name === "executePayment" && /^\d/.test(call.paymentMethodToken);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Of the valid requests, those in which a user claims another user's id are refused with `USER_MISMATCH`, no others. */
const claimsAreJudged: Truth = ({ operation: { call }, reason, code }) => {
  if (code === "invalid-argument") return null;
  const { userId, claims } = call as { userId?: string; claims?: string };
  const isAnother = userId !== undefined && claims !== undefined && claims !== userId;
  return isAnother === (reason === "USER_MISMATCH")
    ? null
    : `${userId} said to be ${claims}, and the answer was ${reason}`;
};

const ABOUT_A_PURCHASE: ReadonlySet<string> = new Set(["executePayment", "cancelBooking", "quoteRefund"]);

/**
 * A user's own booking or payment is found. Another user's is answered as not found, because any other answer would
 * reveal that it exists.
 */
const notFoundMeansNotOnesOwn: Truth = (told) => {
  const { call } = told.operation;
  if (!ABOUT_A_PURCHASE.has(call.name)) return null;
  const purchase = purchaseOf(told);
  if (purchase === null || told.reason === "USER_MISMATCH" || told.code === "invalid-argument") return null;
  const { userId } = call as { userId: string };
  const isOwn = purchase.booking.userId === userId;
  const isFound = told.reason !== "BOOKING_NOT_FOUND" && told.reason !== "PAYMENT_INTENT_NOT_FOUND";
  const isUndecided = told.error !== undefined && (told.operation.misread || isLate(told));
  if (isOwn) return isFound ? null : `${userId} does not find their own ${purchase.bookingId}`;
  return !isFound || isUndecided ? null : `${userId} finds someone else's ${purchase.bookingId}`;
};

/**
 * A booking is reported as expired only if it had expired by the database's time. A booking that ended in another way
 * is not reported as expired.
 */
const expiredMeansPastItsEnd: Truth = (told) => {
  const purchase = purchaseOf(told);
  if (told.reason !== "BOOKING_EXPIRED" || purchase === null) return null;
  const { booking, bookingId, intent } = purchase;
  const { readAt } = told.operation;
  if (booking.cancelReason === "EXPIRED") return null;
  if (readAt < booking.expiresAt && !purchaseWasStill(told, purchase)) return null;
  if (readAt < booking.expiresAt)
    return `${bookingId} was told to have expired ${(booking.expiresAt - readAt) / 1e6} s early`;
  return intent.status === "PENDING" || !purchaseWasStill(told, purchase)
    ? null
    : `${bookingId} was told to have expired, and is ${booking.status} (${booking.cancelReason}), ${intent.status}`;
};

/**
 * What `BOOKING_NOT_PENDING` says is true. From `executePayment` it says that the user cancelled the booking. From
 * another call it says that the payment succeeded or failed. The status in its details follows from the payment alone.
 */
const notPendingMeansEnded: Truth = (told) => {
  const purchase = purchaseOf(told);
  if (told.reason !== "BOOKING_NOT_PENDING" || purchase === null) return null;
  const { booking, bookingId, intent } = purchase;
  // For a payment that succeeded the status is "confirmed", even if the booking was cancelled since.
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

/** A call answers `PAYMENT_IN_PROGRESS` only while another call's claim on the payment lasts. */
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

/**
 * A call answers `CONTENDED` only after it tried again and failed, because of injected faults or of other commits. A
 * call that misread or may be past its deadline is not judged.
 */
const contendedMeansTried: Truth = (told) => {
  const { operation, reason, books } = told;
  const { begun, call, disturbed, failures, misread } = operation;
  if (reason !== "CONTENDED" || misread || isLate(told)) return null;
  const others = books.commits - begun.commits;
  // Two failures may come without a commit during the call: one from older data, and one from an older charge.
  return failures >= FAILURES_TO_GIVE_UP && (disturbed || others >= failures - 2)
    ? null
    : `${call.name} gave up after ${failures} failures and ${others} commits`;
};

/** After `GATEWAY_UNAVAILABLE`, the call has charged nothing and no request of it that could charge is under way. */
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
 * A call says that the outcome is unknown only if requests failed, it was short of time, the charge is captured late, or
 * an earlier call may have charged the payment. `executePayment` does not say `OUTCOME_UNKNOWN`. A call says "try again"
 * (`CONTENDED`) only if none of its commits is still under way. The map that a reader builds does not count.
 */
const unknownMeansUnknown: Truth = (told) => {
  const { operation, reason, now, books } = told;
  // The gateway does not tell a payment call about a charge that it captures late.
  const fault = books.tables.simulatedCharges.get(purchaseOf(told)?.booking.paymentIntentId ?? "")?.fault;
  const isCapturedLate = fault === "tok_late_capture";
  const { begun, call, disturbedCommit, failures, misread, unheard } = operation;
  if (reason === "OUTCOME_UNKNOWN" && call.name === "executePayment")
    return "executePayment was refused with OUTCOME_UNKNOWN";
  if (reason === "OUTCOME_UNKNOWN" || reason === "PAYMENT_OUTCOME_UNKNOWN") {
    const isNotAlone = books.notAlone.has(operation);
    const isTroubled =
      isCapturedLate || isNotAlone || misread || disturbedCommit || failures >= FAILURES_TO_GIVE_UP;
    return isTroubled || isLate(told) || now - begun.time >= HURRIED_MICROS
      ? null
      : `${reason}, and nothing went wrong`;
  }
  if (reason !== "CONTENDED") return null;
  const commit = unheard.find((text) => !text.includes("seatMaps/"));
  return commit === undefined ? null : `${call.name} was told to try again, and ${commit} is under way`;
};

/**
 * A refused booking, payment or cancel writes nothing, with four exceptions. A new booking may cancel the user's own
 * expired or declined bookings. A cancel may record that a payment succeeded. A payment may write its claim, but no
 * outcome, and not even a claim if the reason means that none was made. A call whose outcome is unknown may have
 * written anything. The gateway's records are not judged.
 */
const refusedMeansUnwritten: Truth = (told) => {
  const { operation, reason, books } = told;
  const { call } = operation;
  const wrote = operation.wrote.filter(({ collection }) => !collection.startsWith("simulated"));
  if (reason === undefined || wrote.length === 0 || UNKNOWN.has(reason)) return null;
  const written = `${call.name} was refused with ${reason}, and wrote ${wrote.map(({ id }) => id).join(", ")}`;
  if (call.name === "executePayment")
    return WHERE_NOTHING_WAS_CLAIMED.has(reason) || wrote.some(isOutcome) ? written : null;
  if (call.name === "cancelBooking")
    return ABOUT_A_PAID_BOOKING.has(reason) && wrote.every(isOfASuccess) ? null : written;
  if (call.name !== "createBooking") return null;
  const allowed = wrote.every(
    (entry) =>
      entry.collection !== "bookings" ||
      (entry.after?.cancelReason !== "USER" && entry.after?.userId === call.userId),
  );
  // `TICKET_LIMIT` may follow a write: the call released seats to get below the limit, but another call of the same
  // user booked in the meantime.
  const isOvertaken = [...books.tables.bookings.values()].some(
    ({ userId, createdAt }) => userId === call.userId && createdAt >= operation.begun.time,
  );
  // Or a booking of this user was deleted by hand, so its tickets are still counted.
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

/** A cancel may find out that a booking was paid, and confirm it, before it is refused for one of these reasons. */
const ABOUT_A_PAID_BOOKING: ReadonlySet<string> = new Set([
  "BOOKING_NOT_PENDING",
  "NOT_REFUNDABLE",
  "REFUND_CHANGED",
  "SEAT_NOT_FOUND",
  "CONTENDED",
]);

/** Whether a change belongs to the record that a payment succeeded, or to the confirmation of its booking. */
function isOfASuccess({ collection, id, before, after }: Entry): boolean {
  if (collection === "ledgerEntries") return /_charge_(debit|credit)$/.test(id);
  if (collection === "paymentIntents") return after?.status === "SUCCESS" && before?.status === "PROCESSING";
  if (collection === "bookings") return before?.status === "pending" && after?.status === "confirmed";
  return collection === "occupiedSeats" && after?.status === "booked";
}

/** What must be true of every refusal. See `refusedBookings.ts` for the refusals of a new booking. */
export const REFUSALS: Readonly<Record<string, Truth>> = {
  "only documented errors": refusalsAreDocumented,
  "nobody is someone else": claimsAreJudged,
  "not found means not one's own": notFoundMeansNotOnesOwn,
  "expired means past its end": expiredMeansPastItsEnd,
  "not pending means ended": notPendingMeansEnded,
  "in progress means claimed": inProgressMeansClaimed,
  "contended means tried again": contendedMeansTried,
  "the gateway said so": gatewayToldSo,
  "unknown means that nobody knows": unknownMeansUnknown,
  "refused means nothing written": refusedMeansUnwritten,
};
