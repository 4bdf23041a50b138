import { type Booking } from "../../src/bookings/domain/booking.js";
import type { PaymentIntent } from "../../src/payments/domain/paymentIntent.js";
import { Performance } from "../../src/performances/performance.js";
import { openBooking } from "../../src/bookings/domain/purchase.js";
import { type BookingWish, priceOrder } from "../../src/bookings/domain/order.js";

/** When the purchases of these tests are made. */
export const NOW = new Date("2026-05-01T12:00:00.000Z");

/** A moment before or after, in milliseconds. */
export const at = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

/** A performance that is on sale now: rows A, B and 1-C, at 150,000 and 70,000 won. */
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

/** What a user asks for: two seats at 150,000 won. */
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

/** A booking made now, with the intent that owns its seats and the locks on them. */
export function aPurchase(overrides: { booking?: Partial<Booking>; intent?: Partial<PaymentIntent> } = {}) {
  const { booking, intent, locks } = openBooking(priceOrder(aPerformance(), aWish(), NOW), NOW);
  return { booking: { ...booking, ...overrides.booking }, intent: { ...intent, ...overrides.intent }, locks };
}
