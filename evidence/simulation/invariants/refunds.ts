import type { Operation } from "./operation.js";
import type { Check as ChangeCheck, Commit } from "./check.js";
import { type Books } from "./books.js";
import { type Booking, type Entry, type Intent, type Refund } from "./documents.js";
import { standingAt } from "./gatewayRefunds.js";
import { aRefundFollowsItsDiagram, aRefundIsDueInTime, aReviewIsOfItsSubject } from "./refundSteps.js";
import { whatComesBack, type Given } from "./quoting.js";
import { eachBooking, type Check } from "./states.js";

type BookingChange = { id: string; before: Booking; after: Booking };

/** The change of a booking, if it takes paid seats from it. */
function givingBack({ collection, id, before, after }: Entry): BookingChange | null {
  if (collection !== "bookings" || before === null || after === null) return null;
  return after.cancelledSeats.length > before.cancelledSeats.length ? { id, before, after } : null;
}

const cancelOf = (author: Operation | null) => (author?.call.name === "cancelBooking" ? author.call : null);

/** The seats that a change gives back. */
const newlyCancelled = ({ before, after }: BookingChange) =>
  after.cancelledSeats.slice(before.cancelledSeats.length);

/** What must come back for a change, by the terms of the booking and the times at which its call read. */
function dueFor(change: BookingChange, { author, books }: Commit): Given | null {
  const { purchase, performance } = author!.refundReads;
  const startsAt = books.startAt(change.before.performanceId, performance);
  return whatComesBack(change.before, newlyCancelled(change), startsAt, purchase);
}

const refundNumber = (refundId: string): number => Number(refundId.split("_").at(-1));

export const refundsOf = (books: Books, paymentIntentId: string): [string, Refund][] =>
  [...books.tables.refunds].filter(([, refund]) => refund.paymentIntentId === paymentIntentId);

export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

/** What the gateway captured for a booking, on time or late. */
const capturedFor = (books: Books, bookingId: string): number =>
  sum(books.chargesOf(bookingId).map(({ amount }) => amount ?? 0));

const promisedIsWithinWhatWasCaptured: Check = (books) =>
  eachBooking(books, ({ paymentIntentId, refundedAmount, feeKept }, bookingId, intent) => {
    const promised = sum(refundsOf(books, paymentIntentId).map(([, { amount }]) => amount));
    if (promised !== intent.refunded || promised !== refundedAmount)
      return `${bookingId}: ${promised} is promised, its payment says ${intent.refunded}, and it says ${refundedAmount}`;
    const captured = capturedFor(books, bookingId);
    return promised + feeKept <= captured
      ? null
      : `${bookingId}: ${promised} is promised and ${feeKept} kept of ${captured}`;
  });

const paidBackIsWithinWhatWasPromised = (books: Books, time: number): string | null => {
  for (const [paymentIntentId, { refunds }] of books.tables.simulatedRefunds) {
    for (const refundId of new Set(refunds.map((recorded) => recorded.refundId))) {
      const promised = books.tables.refunds.get(refundId)?.amount ?? 0;
      const byHand = [...books.paidByHand].some((round) => round.startsWith(`${refundId}_`)) ? promised : 0;
      const standing = standingAt(books, paymentIntentId, refundId, time);
      const paid = sum(standing.map(({ amount }) => amount)) + byHand;
      if (paid > promised) return `${paid} is paid back for ${refundId}, and ${promised} was promised`;
    }
  }
  return null;
};

/**
 * A paid seat leaves its booking only in the commit that promises its refund, if any money comes back. The same commit
 * changes the booking, the payment and the seat to match. Deletions by hand are not judged.
 */
const aPaidSeatLeavesWithItsRefund: ChangeCheck = (entry, commit) => {
  const { entries, author, books } = commit;
  if (entry.collection === "occupiedSeats" && entry.before?.status === "booked") {
    const { bookingId, seatId } = entry.before;
    if (entry.after?.bookingId === bookingId || author === null) return null;
    const isGivenBack = entries.some((other) => {
      const change = other.id === bookingId ? givingBack(other) : null;
      return change !== null && newlyCancelled(change).some((seat) => seat.seatId === seatId);
    });
    return isGivenBack ? null : `${seatId} leaves ${bookingId}, and is not given back`;
  }
  const change = givingBack(entry);
  if (change === null) return null;
  const { id, before, after } = change;
  const given = newlyCancelled(change);
  const ids = given.map(({ seatId }) => seatId);
  const left = before.seats.filter(({ seatId }) => !ids.includes(seatId));
  const expected = left.length > 0 ? left : before.seats;
  const isShortened =
    JSON.stringify(after.seats) === JSON.stringify(expected) &&
    after.seatIds.join() === expected.map(({ seatId }) => seatId).join() &&
    after.status === (left.length > 0 ? "confirmed" : "cancelled") &&
    given.every(({ seatId, price }) =>
      before.seats.some((seat) => seat.seatId === seatId && seat.price === price),
    );
  if (before.status !== "confirmed" || !isShortened || given.length === 0)
    return `${id} gives ${ids.join()} back, and is ${after.status} with ${after.seatIds.join()}`;
  const amount = after.refundedAmount - before.refundedAmount;
  const fee = after.feeKept - before.feeKept;
  if (sum(given.map(({ price }) => price)) !== amount + fee)
    return `${id} gives ${ids.join()} back for ${amount}, and keeps ${fee}`;
  const intent = entries.find(
    (other) => other.id === before.paymentIntentId && other.collection === "paymentIntents",
  );
  const [was, is] = [intent?.before, intent?.after] as [Intent | undefined, Intent | undefined];
  if (was === undefined || is === undefined)
    return `${id} gives ${ids.join()} back, and its payment does not know`;
  const isNoted =
    is.refunds === was.refunds + 1 && is.refunded === was.refunded + amount && is.dueAt !== null;
  const refundId = `${before.paymentIntentId.replace(/^pi_/, "rf_")}_${is.refunds}`;
  const refund = entries.find((other) => other.id === refundId && other.collection === "refunds");
  const promise = refund?.after as Refund | null | undefined;
  const isPromised =
    amount === 0
      ? refund === undefined
      : refund?.before === null &&
        promise?.amount === amount &&
        promise.fee === fee &&
        promise.status === "REQUIRED" &&
        promise.dueAt !== null &&
        promise.seatIds.join() === ids.join();
  const areNamed = given.every((seat) => seat.refundId === (amount === 0 ? null : refundId));
  const areFreed = ids.every((seatId) => {
    const isHeld = entries.some(
      (other) =>
        other.collection === "occupiedSeats" && other.before?.seatId === seatId && other.after === null,
    );
    return isHeld || books.meddledWith.has(id);
  });
  return isNoted && isPromised && areNamed && areFreed
    ? null
    : `${id} gives ${ids.join()} back for ${amount}, and ${JSON.stringify({ isNoted, isPromised, areNamed, areFreed })}`;
};

/** Fee and refund follow the terms under which the booking was bought, at the times at which the call read. */
const feeIsOfTheBoughtTerms: ChangeCheck = (entry, commit) => {
  const change = givingBack(entry);
  if (change === null || commit.author === null) return null;
  const given = {
    amount: change.after.refundedAmount - change.before.refundedAmount,
    fee: change.after.feeKept - change.before.feeKept,
  };
  const right = dueFor(change, commit);
  return right?.amount === given.amount && right.fee === given.fee
    ? null
    : `${entry.id}: ${JSON.stringify(given)} for ${newlyCancelled(change).length} seats, not ${JSON.stringify(right)}`;
};

/** A cancel gives back the amount that its user expected, for the seats that the user named. */
const whatIsTakenWasExpected: ChangeCheck = (entry, { author }) => {
  const change = givingBack(entry);
  if (change === null || author === null) return null;
  const call = cancelOf(author);
  const amount = change.after.refundedAmount - change.before.refundedAmount;
  const ids = newlyCancelled(change).map(({ seatId }) => seatId);
  const asked = call?.seatIds ?? change.before.seatIds;
  const isRight =
    call?.userId === change.before.userId &&
    call.expectedRefund === amount &&
    [...ids].sort().join() === [...asked].sort().join();
  return isRight
    ? null
    : `${entry.id} gives ${ids.join()} back for ${amount}, asked was ${JSON.stringify(call)}`;
};

/**
 * A payment that did not succeed gets a refund only for a charge that was captured late. Then all of it comes back,
 * once. No payment that succeeded gets a refund for that reason.
 */
const aLateCaptureIsPaidBackWhole: ChangeCheck = (entry, { books }) => {
  if (entry.collection !== "refunds" || entry.before !== null || entry.after === null) return null;
  const { reason, amount, bookingId, paymentIntentId, fee } = entry.after;
  const status = books.tables.paymentIntents.get(paymentIntentId)?.status;
  const isLate = reason === "LATE_CAPTURE";
  if (isLate !== (status !== "SUCCESS")) return `${entry.id} is for ${reason}, and its payment is ${status}`;
  if (!isLate) return null;
  const isRight = refundNumber(entry.id) === 0 && fee === 0 && amount === capturedFor(books, bookingId);
  return isRight ? null : `${entry.id} pays ${amount} of ${capturedFor(books, bookingId)} back`;
};

/** What must hold of refunds after every commit. */
export const REFUND_STATES: Readonly<Record<string, Check>> = {
  "refunds promised never exceed what was captured": promisedIsWithinWhatWasCaptured,
};

export const REFUND_CHANGES: Readonly<Record<string, ChangeCheck>> = {
  "refunds at the gateway never exceed those promised": (entry, { books, time }) =>
    entry.collection === "simulatedRefunds" || entry.collection === "refunds"
      ? paidBackIsWithinWhatWasPromised(books, time)
      : null,
  "a paid seat leaves only with its refund": aPaidSeatLeavesWithItsRefund,
  "fee and refund are those of the bought terms": feeIsOfTheBoughtTerms,
  "what is taken was expected": whatIsTakenWasExpected,
  "a late capture is paid back whole": aLateCaptureIsPaidBackWhole,
  "a refund follows its diagram": aRefundFollowsItsDiagram,
  "a refund is due in time": aRefundIsDueInTime,
  "a review is of its subject": aReviewIsOfItsSubject,
};
