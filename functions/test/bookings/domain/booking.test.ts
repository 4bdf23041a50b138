import { expect } from "chai";
import {
  Booking,
  LOCK_MS,
  ownBooking,
  PaymentMethod,
  wasBornExpired,
} from "../../../src/bookings/domain/booking.js";
import { openBooking } from "../../../src/bookings/domain/purchase.js";
import { priceOrder } from "../../../src/bookings/domain/order.js";
import { PaymentIntent } from "../../../src/payments/domain/paymentIntent.js";
import { notPending } from "../../../src/shared/refusals.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

describe("a booking", () => {
  // The list is written again on purpose, independent of the source, because apps rely on it.
  it("can be paid for in the ways that apps offer", () => {
    expect(PaymentMethod.options).to.have.members([
      "CREDIT_CARD",
      "DEBIT_CARD",
      "VIRTUAL_ACCOUNT",
      "BANK_TRANSFER",
      "MOBILE",
      "KAKAO_PAY",
      "NAVER_PAY",
      "TOSS_PAY",
      "SAMSUNG_PAY",
      "APPLE_PAY",
      "GOOGLE_PAY",
    ]);
  });

  it("is its user's alone, and to others as if it were not there", () => {
    const { booking } = aPurchase();
    expect(ownBooking(booking, "ann")).to.equal(booking);
    expect(refusesWith("BOOKING_NOT_FOUND", () => ownBooking(booking, "ben"))).to.deep.equal(
      refusesWith("BOOKING_NOT_FOUND", () => ownBooking(undefined, "ben")),
    );
  });

  it("keeps the terms of a refund as they were when it was made", () => {
    const refundPolicy = { free: [], tiers: [{ daysBefore: 1, feePercent: 10 }] };
    const performance = aPerformance({ refundPolicy, timeZone: "Europe/Vienna" });
    const { booking } = openBooking(priceOrder(performance, aWish(), NOW), NOW);
    expect(booking).to.deep.include({
      refundPolicy,
      timeZone: "Europe/Vienna",
      performanceStartsAt: performance.startsAt,
    });
    expect(Booking.parse(booking)).to.deep.equal(booking);
  });

  it("that was stored before there were refunds is still read, and so is its payment", () => {
    const { booking, intent } = aPurchase();
    const { refundPolicy: _1, timeZone: _2, performanceStartsAt: _3, ...rest } = booking;
    const { cancelledSeats: _4, refundedAmount: _5, feeKept: _6, ...stored } = rest;
    expect(Booking.parse(stored)).to.deep.equal({
      ...booking,
      refundPolicy: null,
      performanceStartsAt: null,
    });
    const { refunded: _7, refunds: _8, ...storedIntent } = intent;
    expect(PaymentIntent.parse(storedIntent)).to.deep.equal(intent);
  });

  it("was born expired if its lock ended by the time it was written, and it is still pending", () => {
    const cases: [status: Booking["status"], createdAt: Date, isBornExpired: boolean][] = [
      ["pending", NOW, false],
      ["pending", at(LOCK_MS - 1), false],
      ["pending", at(LOCK_MS), true],
      ["pending", at(LOCK_MS + 1), true],
      ["confirmed", at(LOCK_MS + 1), false],
      ["cancelled", at(LOCK_MS + 1), false],
    ];
    for (const [status, createdAt, isBornExpired] of cases) {
      const { booking } = aPurchase({ booking: { status, createdAt } });
      expect(wasBornExpired(booking), `${status}, ${createdAt.toISOString()}`).to.equal(isBornExpired);
    }
  });

  it("that is pending no longer says why", () => {
    expect(notPending({ status: "cancelled", cancelReason: "EXPIRED" })).to.include({
      reason: "BOOKING_EXPIRED",
    });
    for (const cancelReason of ["USER", "PAYMENT_FAILED", null] as const) {
      const refusal = notPending({ status: "cancelled", cancelReason });
      expect(refusal.reason).to.equal("BOOKING_NOT_PENDING");
      expect(refusal.details).to.deep.equal({ status: "cancelled" });
    }
  });
});
