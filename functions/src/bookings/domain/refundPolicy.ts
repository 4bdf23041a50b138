import * as z from "zod";
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

/** A seat with its fee and its refund, which add up to its price, in the minor unit of the booking's currency. */
export interface QuotedSeat extends PricedSeat {
  fee: number;
  refund: number;
}

const Days = z.int().nonnegative().nullable();

/** The rule by which a fee is computed. */
export const FeeRule = z.object({
  kind: z.enum(["MOVED", "FREE", "TIER"]).meta({
    description:
      "MOVED: the performance was moved or is gone, so there is no fee. FREE: a free rule of the policy. TIER: the fee of its day.",
  }),
  feePercent: z
    .int()
    .meta({ description: "Of each seat's price. A tier may limit the fee, which is then less." }),
  fromDays: Days.meta({
    description: "The fewest days before the performance to which the tier applies. Null without a tier.",
  }),
  toDays: Days.meta({ description: "The most days. Null if no tier is for more days, and without a tier." }),
});
type FeeRule = z.output<typeof FeeRule>;

/** The refund and the fee of seats that are cancelled now, in the minor unit of the booking's currency. */
export interface Quote {
  seats: QuotedSeat[];
  refundAmount: number;
  fee: number;
  feeRule: FeeRule;
  /** From this moment on the amounts may be different. */
  validUntil: Date;
}

/** A fee rule, and the highest fee for one seat if the rule limits it. */
type LimitedRule = FeeRule & { maxFeePerSeat?: number | undefined };

const noFee = (kind: "MOVED" | "FREE"): FeeRule => ({ kind, feePercent: 0, fromDays: null, toDays: null });
const NO_POLICY: RefundPolicy = { free: [], tiers: [] };

/**
 * Computes the refund for seats of a paid booking that are cancelled at `now`. The terms do not apply, and there is no
 * fee, if the performance is gone or its start differs from the booking's.
 * @param present the performance as it is now, or null if it is gone.
 * @returns null if the performance has begun, or if the terms apply but none of their rules does.
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
  const feesBy = (rule: LimitedRule | null) => rule && seats.map(({ price }) => feeOf(price, rule));
  const rule = ruleAt(terms, startsAt, now);
  const fees = feesBy(rule);
  if (rule === null || fees === null) return null;
  const { maxFeePerSeat: _, ...feeRule } = rule;
  const changes = possibleChanges(terms, startsAt).filter((time) => now < time && time < startsAt);
  const changesFees = (time: Date) => feesBy(ruleAt(terms, startsAt, time))?.join() !== fees.join();
  return quoteWith(seats, fees, feeRule, changes.find(changesFees) ?? startsAt);
}

/** Quotes seats that are given back without a fee. */
export function quoteInFull(seats: readonly PricedSeat[], validUntil: Date): Quote {
  const fees = seats.map(() => 0);
  return quoteWith(seats, fees, noFee("MOVED"), validUntil);
}

function quoteWith(
  seats: readonly PricedSeat[],
  fees: readonly number[],
  feeRule: FeeRule,
  validUntil: Date,
): Quote {
  const quoted = seats.map(({ seatId, section, price }, index) => {
    const fee = fees[index]!;
    return { seatId, section, price, fee, refund: price - fee };
  });
  const refundAmount = sum(quoted.map(({ refund }) => refund));
  return { seats: quoted, refundAmount, fee: sum(fees), feeRule, validUntil };
}

/** Finds the rule that applies at `now`, or null. Days are calendar days in the performance's time zone. */
function ruleAt({ policy, timeZone, confirmedAt }: Terms, startsAt: Date, now: Date): LimitedRule | null {
  const { free, tiers } = policy ?? NO_POLICY;
  const days = daysBetween(dateIn(timeZone, now), dateIn(timeZone, startsAt));
  const isFree = free.some(
    (rule) => days >= rule.daysBefore && now < endOfHours(confirmedAt, rule.withinHours),
  );
  if (isFree) return noFee("FREE");
  const at = tiers.findIndex((tier) => days >= tier.daysBefore);
  const [tier, above] = [tiers[at], tiers[at - 1]];
  if (tier === undefined) return null;
  const { daysBefore: fromDays, ...fee } = tier;
  return { kind: "TIER", ...fee, fromDays, toDays: above === undefined ? null : above.daysBefore - 1 };
}

/** Lists the moments at which the rule may change, earliest first. */
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

/** A seat's fee, rounded down, at most `maxFeePerSeat`. BigInt is used, because price × percent can exceed 2^53. */
function feeOf(price: number, { feePercent, maxFeePerSeat = price }: LimitedRule): number {
  return Math.min(Number((BigInt(price) * BigInt(feePercent)) / 100n), maxFeePerSeat);
}
