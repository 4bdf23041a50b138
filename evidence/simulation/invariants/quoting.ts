import type { Booking, RefundPolicy } from "./documents.js";

/** The hours by which the time zones are ahead of UTC. All performances begin before daylight saving time does. */
const AHEAD_HOURS: Readonly<Record<string, number>> = {
  "Asia/Seoul": 9,
  UTC: 0,
  "America/Los_Angeles": -8,
};

const HOUR_MICROS = 3_600 * 1e6;
const DAY_MICROS = 24 * HOUR_MICROS;

/** The number of a calendar day in a time zone. */
export const dayIn = (timeZone: string, micros: number): number =>
  Math.floor((micros + AHEAD_HOURS[timeZone]! * HOUR_MICROS) / DAY_MICROS);

/** The first moment of the calendar day that is `days` days before the day of `micros`. */
export const dayBegins = (timeZone: string, micros: number, days: number): number =>
  (dayIn(timeZone, micros) - days) * DAY_MICROS - AHEAD_HOURS[timeZone]! * HOUR_MICROS;

/** The refund for seats that are given back, and the fee that is kept. */
export interface Given {
  amount: number;
  fee: number;
}

/**
 * Computes independently of the service what comes back for seats of a paid booking. Times are in microseconds.
 * @param startsAt when the performance begins, or null if it is gone.
 * @returns null if they cannot be given back.
 */
export function whatComesBack(
  booking: Booking,
  seats: readonly { price: number }[],
  startsAt: number | null,
  at: number,
): Given | null {
  const prices = seats.map(({ price }) => price);
  const paid = prices.reduce((sum, price) => sum + price, 0);
  if (startsAt !== null && at >= startsAt) return null;
  if (startsAt === null || startsAt !== booking.performanceStartsAt) return { amount: paid, fee: 0 };
  const { refundPolicy: policy, timeZone } = booking;
  if (policy === null) return null;
  const daysLeft = dayIn(timeZone, startsAt) - dayIn(timeZone, at);
  const confirmedAt = Math.floor((booking.confirmedAt ?? at) / 1000) * 1000;
  for (const { withinHours, daysBefore } of policy.free)
    if (daysLeft >= daysBefore && at - confirmedAt < withinHours * HOUR_MICROS)
      return { amount: paid, fee: 0 };
  const reached = policy.tiers.filter(({ daysBefore }) => daysBefore <= daysLeft);
  if (reached.length === 0) return null;
  const tier = reached.reduce((one, other) => (other.daysBefore > one.daysBefore ? other : one));
  const fees = prices.map((price) => {
    const fee = (price * tier.feePercent - ((price * tier.feePercent) % 100)) / 100;
    return tier.maxFeePerSeat !== undefined && fee > tier.maxFeePerSeat ? tier.maxFeePerSeat : fee;
  });
  const fee = fees.reduce((sum, one) => sum + one, 0);
  return { amount: paid - fee, fee };
}

/** The terms of refunds of a performance or a booking, as text. The start is rounded down to a whole millisecond. */
export const termsOf = (policy: RefundPolicy | null, timeZone: string, startsAt: number): string =>
  JSON.stringify([
    policy && policy.free.map(({ withinHours, daysBefore }) => [withinHours, daysBefore]),
    policy &&
      policy.tiers.map(({ daysBefore, feePercent, maxFeePerSeat }) => [
        daysBefore,
        feePercent,
        maxFeePerSeat,
      ]),
    timeZone,
    Math.floor(startsAt / 1000),
  ]);
