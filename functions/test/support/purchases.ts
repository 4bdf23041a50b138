import { type Booking } from "../../src/bookings/domain/booking.js";
import type { PaymentIntent } from "../../src/payments/domain/paymentIntent.js";
import { Performance } from "../../src/performances/performance.js";
import { openBooking } from "../../src/bookings/domain/purchase.js";
import { type BookingWish, priceOrder } from "../../src/bookings/domain/order.js";

/** The time at which the purchases of these tests are made. */
export const NOW = new Date("2026-05-01T12:00:00.000Z");

/** Returns a time in milliseconds after NOW, or before NOW if negative. */
export const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

/** The refund policy that is the Korean standard for performances. */
export const KOREAN_STANDARD = {
  free: [{ withinHours: 24, daysBefore: 3 }],
  tiers: [
    { daysBefore: 10, feePercent: 0 },
    { daysBefore: 7, feePercent: 10 },
    { daysBefore: 3, feePercent: 20 },
    { daysBefore: 1, feePercent: 30 },
    { daysBefore: 0, feePercent: 90 },
  ],
};

/** Makes a performance that is on sale at NOW: rows A and B at 150,000 won, row 1-C at 70,000 won. */
export function aPerformance(overrides: object = {}): Performance {
  return Performance.parse({
    title: "Swan Lake",
    venue: "Arts Center",
    startsAt: at(3_600_000),
    currency: "KRW",
    salesOpenAt: at(-3_600_000),
    salesCloseAt: at(1_800_000),
    sections: [
      {
        section: "VIP",
        name: "VIP",
        price: 150_000,
        rows: [
          { row: "A", firstSeat: 1, lastSeat: 20 },
          { row: "B", firstSeat: 5, lastSeat: 5 },
        ],
      },
      { section: "S", name: "Standard", price: 70_000, rows: [{ row: "1-C", firstSeat: 1, lastSeat: 9 }] },
    ],
    ...overrides,
  });
}

/** Makes a user's request for two seats at 150,000 won each. */
export function aWish(overrides: Partial<BookingWish> = {}): BookingWish {
  return {
    userId: "ann",
    performanceId: "perf",
    seatIds: ["A1", "A2"],
    paymentMethod: "CREDIT_CARD",
    requestId: null,
    ...overrides,
  };
}

/** Makes a booking at NOW for two seats, with its payment intent and its locks on the seats. */
export function aPurchase(overrides: { booking?: Partial<Booking>; intent?: Partial<PaymentIntent> } = {}) {
  const { booking, intent, locks } = openBooking(priceOrder(aPerformance(), aWish(), NOW), NOW);
  return { booking: { ...booking, ...overrides.booking }, intent: { ...intent, ...overrides.intent }, locks };
}
