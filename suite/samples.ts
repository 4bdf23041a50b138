import type { z } from "zod";
import type { Layout } from "../functions/src/layouts/layout.js";
import type { Performance } from "../functions/src/performances/performance.js";
import type { RefundPolicy } from "../functions/src/performances/refundPolicy.js";
import { DAY_MS, dateIn, HOUR_MS, SERVICE_TIME_ZONE, startOfDate } from "../functions/src/shared/calendar.js";
import { grandHall, grandHallSections } from "./venues/grandHall.js";

/** When the performances begin: at 19:30, in milliseconds after midnight. */
const HALF_PAST_SEVEN_MS = 19.5 * HOUR_MS;

/**
 * The performances with which every suite starts, by id. Two are on sale, of which one is in a hall with a layout. One
 * is not yet on sale, and one is no longer on sale. Their dates are relative to `now`, and they begin in the evening.
 */
export function samplePerformances(now: Date): Record<string, z.input<typeof Performance>> {
  const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS);
  const today = dateIn(SERVICE_TIME_ZONE, now);
  const evening = (days: number) =>
    new Date(startOfDate(SERVICE_TIME_ZONE, today, days).getTime() + HALF_PAST_SEVEN_MS);
  return {
    perf_001: {
      title: "Swan Lake",
      startsAt: evening(30),
      salesOpenAt: inDays(-1),
      salesCloseAt: inDays(29),
      ...VENUE,
    },
    perf_soon: {
      title: "The Nutcracker",
      startsAt: evening(60),
      salesOpenAt: inDays(7),
      salesCloseAt: inDays(59),
      ...VENUE,
    },
    perf_over: {
      title: "Giselle",
      startsAt: evening(-2),
      salesOpenAt: inDays(-30),
      salesCloseAt: inDays(-3),
      ...VENUE,
    },
    perf_hall: {
      title: "The Sleeping Beauty",
      startsAt: evening(45),
      salesOpenAt: inDays(-1),
      salesCloseAt: inDays(44),
      ...VENUE,
      layoutId: "grand_hall",
      sections: grandHallSections,
    },
  };
}

/** The layouts that the sample performances name. */
export const sampleLayouts: Record<string, Layout> = { grand_hall: grandHall };

/** The refund terms of the Korean standard for performances. The service does not apply them by itself. */
const KOREAN_STANDARD: z.input<typeof RefundPolicy> = {
  free: [{ withinHours: 24, daysBefore: 3 }],
  tiers: [
    { daysBefore: 10, feePercent: 0 },
    { daysBefore: 7, feePercent: 10 },
    { daysBefore: 3, feePercent: 20 },
    { daysBefore: 1, feePercent: 30 },
    { daysBefore: 0, feePercent: 90 },
  ],
};

const VENUE = {
  refundPolicy: KOREAN_STANDARD,
  venue: "Seoul Arts Center",
  currency: "KRW",
  maxTicketsPerUser: 10,
  sections: [
    { section: "VIP", name: "VIP", price: 150_000, rows: rows("ABCDE") },
    { section: "R", name: "Royal", price: 100_000, rows: rows("FGHIJKLM") },
    { section: "S", name: "Standard", price: 70_000, rows: rows("NOPQRST") },
  ],
};

function rows(letters: string) {
  return [...letters].map((row) => ({ row, firstSeat: 1, lastSeat: 20 }));
}
