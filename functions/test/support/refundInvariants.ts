import type { Timestamp } from "firebase-admin/firestore";
import type { Booking } from "../../src/bookings/domain/booking.js";
import type { LedgerEntry } from "../../src/payments/domain/ledger.js";
import type { PaymentIntent } from "../../src/payments/domain/paymentIntent.js";
import type { Refund } from "../../src/payments/domain/refund.js";
import type { Database } from "./invariants.js";

/** A refund in the simulated gateway's record. */
export interface RecordedRefund {
  key: string;
  refundId: string;
  round: number;
  amount: number;
  reference: string;
  /** The token of the charge, if it injects a fault that acts later. */
  fault: string | null;
  at: Timestamp;
}

/** Lists the broken invariants of refunds. They must hold after every commit. */
export function wrongRefunds(database: Database): string[] {
  return [...database.intents].flatMap(([id, intent]) => {
    const found = of(database, id, intent);
    return [
      ...wrongSums(found),
      ...wrongEntries(found),
      ...wrongBalances(found),
      ...wrongPayments(found),
      ...wrongReviews(database, found),
    ].map((problem) => `payment intent ${id} ${problem}`);
  });
}

/** Lists the refunds that are due for the sweep, and the late captures that no sweep will look at. */
export function refundsLeftUndone({ refunds, intents, charges, readAt }: Database): string[] {
  const due = [...refunds].filter(([, { dueAt }]) => dueAt !== null && dueAt <= readAt);
  const missed = [...intents].filter(([id, { status, dueAt, refunded }]) => {
    const isCaptured = charges.get(id)?.failure === null;
    return status === "FAILURE" && isCaptured && refunded === 0 && dueAt === null;
  });
  return [
    ...due.map(([id, { status }]) => `refund ${id} is ${status} and due`),
    ...missed.map(([id]) => `payment intent ${id} was captured late, and nothing will look at it`),
  ];
}

/** A payment, and what is stored about its booking and its refunds. */
interface Found {
  intent: PaymentIntent;
  booking: Booking | undefined;
  refunds: Refund[];
  entries: [string, LedgerEntry][];
  recorded: RecordedRefund[];
  captured: number;
  readAt: Date;
}

function of(database: Database, id: string, intent: PaymentIntent): Found {
  const charge = database.charges.get(id);
  return {
    intent,
    booking: database.bookings.get(intent.bookingId),
    refunds: [...database.refunds.values()].filter(({ paymentIntentId }) => paymentIntentId === id),
    entries: [...database.ledger].filter(([, { paymentIntentId }]) => paymentIntentId === id),
    recorded: database.recordedRefunds.get(id) ?? [],
    captured: charge?.failure === null ? charge.amount! : 0,
    readAt: database.readAt,
  };
}

/** The refunds add up to the sums on intent and booking, within the captured amount. */
function wrongSums({ intent, booking, refunds, captured }: Found): string[] {
  const promised = total(refunds);
  const given = (booking?.cancelledSeats ?? []).reduce((sum, { price }) => sum + price, 0);
  const isLate = intent.status !== "SUCCESS";
  return named({
    "has refunds of another sum than it says": intent.refunded !== promised,
    "has a booking that says another sum": booking !== undefined && booking.refundedAmount !== promised,
    "was refunded more than was captured": promised > captured,
    "keeps or refunds more or less than the price of the seats":
      !isLate && booking !== undefined && booking.feeKept + promised !== given,
    "has a cancelled seat without its refund": (booking?.cancelledSeats ?? []).some(
      ({ refundId, seatId }) =>
        refundId !== null && !refunds.some((refund) => refund.refundId === refundId && has(refund, seatId)),
    ),
  });
}

const has = ({ seatIds }: Refund, seatId: string) => seatIds.includes(seatId);

/** Each entry has a counterpart of the same kind and amount. Each refund and its fee have entries. */
function wrongEntries({ intent, refunds, entries }: Found): string[] {
  const names = new Map(entries.map(([id, entry]) => [id.slice(`${intent.paymentIntentId}_`.length), entry]));
  const isPaired = ([name, { amount, kind }]: [string, LedgerEntry]) => {
    const other = name.endsWith("_debit")
      ? name.replace("_debit", "_credit")
      : name.replace("_credit", "_debit");
    return names.get(other)?.amount === amount && names.get(other)?.kind === kind;
  };
  const missing = refunds.flatMap(({ refundId, amount, fee }) => {
    const number = refundId.slice(refundId.lastIndexOf("_") + 1);
    const expected = { [`refund${number}_debit`]: amount, ...(fee > 0 && { [`fee${number}_debit`]: fee }) };
    return Object.entries(expected).filter(([name, sum]) => names.get(name)?.amount !== sum);
  });
  const promises = [...names].filter(([name, { kind }]) => kind === "refund" && name.endsWith("_debit"));
  return named({
    "has a ledger entry without its counterpart": ![...names].every(isPaired),
    [`has no ledger entry ${missing.map(([name]) => name).join()} of the right sum`]: missing.length > 0,
    "has ledger entries of refunds that nobody promised": promises.length !== refunds.length,
  });
}

/** The balance of each account is what payment, booking and refunds say. */
function wrongBalances({ intent, booking, refunds, entries, captured }: Found): string[] {
  const balance = (account: LedgerEntry["account"]) =>
    entries
      .filter(([, entry]) => entry.account === account)
      .reduce((sum, [, { direction, amount }]) => sum + (direction === "credit" ? amount : -amount), 0);
  const isBooked = intent.status === "SUCCESS" || refunds.length > 0;
  const paid = isBooked ? captured : 0;
  const promised = total(refunds);
  const done = total(refunds.filter(({ status }) => status === "DONE"));
  const fee = booking?.feeKept ?? 0;
  const expected = {
    REFUND_PAYABLE: promised - done,
    CANCELLATION_FEES: fee,
    MERCHANT_BALANCE: paid - promised - fee,
    CUSTOMER_PAYABLE: done - paid,
  };
  return Object.entries(expected).flatMap(([account, sum]) => {
    const booked = balance(account as LedgerEntry["account"]);
    return booked === sum ? [] : [`has ${booked} in ${account} instead of ${sum}`];
  });
}

/** No refund was paid above its amount, and a DONE refund's reference is in the gateway's record. */
function wrongPayments({ refunds, recorded, readAt }: Found): string[] {
  const standing = recorded.filter((refund) => stands(refund, readAt));
  return [
    ...recorded
      .filter(({ refundId }) => !refunds.some((refund) => refund.refundId === refundId))
      .map(({ refundId }) => `was refunded ${refundId}, which nobody promised`),
    ...refunds.flatMap(({ refundId, amount, status, refundReference }) => {
      const own = standing.filter((refund) => refund.refundId === refundId);
      return named({
        [`was refunded ${total(own)} for ${refundId} instead of ${amount}`]: total(own) > amount,
        [`has ${refundId} as DONE, but the gateway did not pay it`]:
          status === "DONE" &&
          refundReference !== null &&
          !recorded.some(({ reference }) => reference === refundReference),
      });
    }),
  ];
}

/** How long the simulated bank takes, in milliseconds, written again on purpose. */
const BANK_MS = 10_000;

function stands({ fault, at }: RecordedRefund, now: Date): boolean {
  if (fault === "tok_refund_fails") return false;
  return fault !== "tok_refund_returned" || now.getTime() < at.toMillis() + BANK_MS;
}

/** A refund that needs a review has exactly one open review. No other refund has an open one. */
function wrongReviews({ reviews }: Database, { refunds }: Found): string[] {
  return refunds.flatMap(({ refundId, status }) => {
    const open = [...reviews.values()].filter(
      (review) => review.subject === refundId && review.status === "open",
    );
    return open.length === (status === "NEEDS_REVIEW" ? 1 : 0)
      ? []
      : [`has refund ${refundId} as ${status} with ${open.length} open reviews`];
  });
}

function total(refunds: readonly { amount: number }[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount, 0);
}

/** Returns the names of the problems that there are. */
function named(problems: Record<string, boolean>): string[] {
  return Object.entries(problems).flatMap(([problem, isThere]) => (isThere ? [problem] : []));
}
