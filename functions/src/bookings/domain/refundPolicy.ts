import type { PricedSeat } from "../../performances/performance.js";
import type { RefundPolicy } from "../../performances/refundPolicy.js";
import { dateIn, daysBetween, HOUR_MS, startOfDate } from "../../shared/calendar.js";
import { sum } from "../../shared/money.js";

/** The terms under which a booking was bought. */
export interface Terms {
  policy: RefundPolicy | null;
  timeZone: string;
  /** Null if the booking is older than this field. Then the performance counts as not moved. */
  performanceStartsAt: Date | null;
  confirmedAt: Date;
}

/** A seat with its fee and its refund, in the minor unit of the booking's currency. They add up to `price`. */
export interface QuotedSeat extends PricedSeat {
  fee: number;
  refund: number;
}

/** The refund and the fee of seats that are cancelled now, in the minor unit of the booking's currency. */
export interface Quote {
  seats: QuotedSeat[];
  refundAmount: number;
  fee: number;
  /** From this moment on the amounts may be different. */
  validUntil: Date;
}

type FeeRule = Omit<RefundPolicy["tiers"][number], "daysBefore">;

const NO_FEE: FeeRule = { feePercent: 0 };
const NO_POLICY: RefundPolicy = { free: [], tiers: [] };

/**
 * Computes what comes back for seats of a confirmed booking that are cancelled at `now`. A performance that was moved
 * or is gone is refunded in full.
 * @param present the performance as it is now, or null if it is gone.
 * @returns null if the seats are not refundable: the performance has begun, or the terms have no rule for this day.
 */
export function quote(
  terms: Terms,
  present: { startsAt: Date } | null,
  seats: readonly PricedSeat[],
  now: Date,
): Quote | null {
  const { timeZone, performanceStartsAt } = terms;
  // A performance that is gone has no start, so the quote is valid until the end of the day.
  if (present === null) return quoteInFull(seats, startOfDate(timeZone, dateIn(timeZone, now), 1));
  const { startsAt } = present;
  if (now >= startsAt) return null;
  const wasMoved = performanceStartsAt !== null && performanceStartsAt.getTime() !== startsAt.getTime();
  if (wasMoved) return quoteInFull(seats, startsAt);
  const feesAt = (time: Date) => {
    const rule = ruleAt(terms, startsAt, time);
    return rule && seats.map(({ price }) => feeOf(price, rule));
  };
  const fees = feesAt(now);
  if (fees === null) return null;
  const changes = possibleChanges(terms, startsAt).filter((time) => now < time && time < startsAt);
  return quoteWith(seats, fees, changes.find((time) => feesAt(time)?.join() !== fees.join()) ?? startsAt);
}

/** Quotes seats that are given back without a fee. */
export function quoteInFull(seats: readonly PricedSeat[], validUntil: Date): Quote {
  const fees = seats.map(() => 0);
  return quoteWith(seats, fees, validUntil);
}

function quoteWith(seats: readonly PricedSeat[], fees: readonly number[], validUntil: Date): Quote {
  const quoted = seats.map(({ seatId, section, price }, index) => {
    const fee = fees[index]!;
    return { seatId, section, price, fee, refund: price - fee };
  });
  return { seats: quoted, refundAmount: sum(quoted.map(({ refund }) => refund)), fee: sum(fees), validUntil };
}

/** Finds the rule that applies at `now`. Days are calendar days in the performance's time zone. */
function ruleAt({ policy, timeZone, confirmedAt }: Terms, startsAt: Date, now: Date): FeeRule | null {
  const { free, tiers } = policy ?? NO_POLICY;
  const days = daysBetween(dateIn(timeZone, now), dateIn(timeZone, startsAt));
  const isFree = free.some(
    (rule) => days >= rule.daysBefore && now < endOfHours(confirmedAt, rule.withinHours),
  );
  return isFree ? NO_FEE : (tiers.find((tier) => days >= tier.daysBefore) ?? null);
}

/** Lists the moments at which another rule may begin to apply, earliest first. */
function possibleChanges({ policy, timeZone, confirmedAt }: Terms, startsAt: Date): Date[] {
  const { free, tiers } = policy ?? NO_POLICY;
  const startDate = dateIn(timeZone, startsAt);
  const midnights = [...free, ...tiers].map(({ daysBefore }) =>
    startOfDate(timeZone, startDate, 1 - daysBefore),
  );
  const ends = free.map(({ withinHours }) => endOfHours(confirmedAt, withinHours));
  return [...midnights, ...ends].sort((one, other) => one.getTime() - other.getTime());
}

function endOfHours(from: Date, hours: number): Date {
  return new Date(from.getTime() + hours * HOUR_MS);
}

/** Computes a seat's fee, rounded down. It uses BigInt, because price × percent may be more than a safe integer. */
function feeOf(price: number, { feePercent, maxFeePerSeat = price }: FeeRule): number {
  return Math.min(Number((BigInt(price) * BigInt(feePercent)) / 100n), maxFeePerSeat);
}
