import type { Performance } from "../../functions/src/performances/performance.js";
import { rowsOf, type Venue } from "./design.js";
import { performances } from "../../functions/src/performances/collection.js";

const DAY_MS = 24 * 3_600_000;

/** A performance on sale. */
export function performanceOf(venue: Venue): Performance {
  const fromNow = (days: number) => new Date(Date.now() + days * DAY_MS);
  return {
    title: "Swan Lake",
    venue: "Arts Center",
    startsAt: fromNow(2),
    timeZone: "Asia/Seoul",
    currency: "KRW",
    salesOpenAt: fromNow(-1),
    salesCloseAt: fromNow(1),
    maxTicketsPerUser: 10,
    refundPolicy: null,
    sections: rowsOf(venue),
  };
}

/** Stores a performance. All designs take their prices from it. */
export async function putOnSale(performanceId: string, venue: Venue): Promise<Performance> {
  const performance = performanceOf(venue);
  await performances.doc(performanceId).set(performance);
  return performance;
}
