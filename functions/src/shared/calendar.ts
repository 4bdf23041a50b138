/** The time zone of the ledger's days, and of performances and bookings that name none. */
export const SERVICE_TIME_ZONE = "Asia/Seoul";

export const HOUR_MS = 60 * 60_000;
export const DAY_MS = 24 * HOUR_MS;

/** Returns the calendar date in a time zone, such as `2026-11-25`. */
export function dateIn(timeZone: string, time: Date): string {
  return datesIn(timeZone)(time.getTime());
}

/** Returns how many calendar days `later` is after `earlier`. Both are dates such as `2026-11-25`. */
export function daysBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / DAY_MS;
}

/** Returns the first moment of the date that is `days` after `date` in a time zone. */
export function startOfDate(timeZone: string, date: string, days = 0): Date {
  const midnightUtc = Date.parse(date) + days * DAY_MS;
  const wanted = new Date(midnightUtc).toISOString().slice(0, 10);
  const dateAt = datesIn(timeZone);
  // The moment is searched for, because a day begins at one o'clock where clocks go forward at midnight. A day before
  // and after midnight UTC is enough, because time zones are at most 14 hours from UTC.
  let before = midnightUtc - DAY_MS;
  let after = midnightUtc + DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dateAt(middle) < wanted) before = middle;
    else after = middle;
  }
  return new Date(after);
}

function datesIn(timeZone: string): (milliseconds: number) => string {
  // Swedish writes a date as ISO 8601 does.
  const { format } = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  return format;
}
