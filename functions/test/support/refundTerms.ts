import type { Terms } from "../../src/bookings/domain/refundPolicy.js";
import type { PricedSeat } from "../../src/performances/performance.js";
import { RefundPolicy } from "../../src/performances/refundPolicy.js";
import { KOREAN_STANDARD } from "./purchases.js";

export const STANDARD = RefundPolicy.parse(KOREAN_STANDARD);

/** The performance of these terms begins on 20 December at 19:30 in Seoul. */
export const START = new Date("2026-12-20T19:30:00+09:00");
export const seoul = (day: number, time: string) =>
  new Date(`2026-12-${String(day).padStart(2, "0")}T${time}+09:00`);
export const later = (time: Date, milliseconds: number) => new Date(time.getTime() + milliseconds);

export const terms = (overrides: Partial<Terms> = {}): Terms => ({
  policy: STANDARD,
  timeZone: "Asia/Seoul",
  performanceStartsAt: START,
  confirmedAt: new Date("2026-11-01T12:00:00+09:00"),
  ...overrides,
});
export const seats = (...prices: number[]): PricedSeat[] =>
  prices.map((price, index) => ({ seatId: `A${index + 1}`, section: "R", price }));
