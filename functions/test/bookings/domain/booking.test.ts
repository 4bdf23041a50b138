import { expect } from "chai";
import fc from "fast-check";
import {
  assertSameWish,
  assertWithinLimit,
  Booking,
  decideCancel,
  LOCK_MS,
  notPending,
  openBooking,
  ownBooking,
  PaymentMethod,
  priceOrder,
} from "../../../src/bookings/domain/booking.js";
import { PaymentIntent, PaymentStatus } from "../../../src/payments/domain/paymentIntent.js";
import { OccupiedSeat } from "../../../src/bookings/domain/seat.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

describe("a booking", () => {
  describe("is priced", () => {
    it("seat by seat, at the performance's prices", () => {
      const order = priceOrder(aPerformance(), aWish({ seatIds: ["1-C1", "A1", "A2"] }), NOW);
      expect(order.seats.map((seat) => seat.price)).to.deep.equal([70_000, 150_000, 150_000]);
      expect(order.totalAmount).to.equal(370_000);
      expect(order.currency).to.equal("KRW");
      expect(order.ticketLimit).to.equal(10);
    });

    it("only while its performance is on sale, whatever seats it names", () => {
      const wish = aWish({ seatIds: ["Z9"] });
      refusesWith("SALES_NOT_OPEN", () => priceOrder(aPerformance(), wish, at(-3_600_001)));
      refusesWith("SALES_CLOSED", () => priceOrder(aPerformance(), wish, at(1_800_000)));
      refusesWith("SEAT_NOT_FOUND", () => priceOrder(aPerformance(), wish, NOW));
    });
  });

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

  describe("opens", () => {
    const order = priceOrder(aPerformance(), aWish({ requestId: "r" }), NOW);
    const { booking, intent, locks } = openBooking(order, NOW);

    it("with documents that are what their schemas say", () => {
      expect(Booking.parse(booking)).to.deep.equal(booking);
      expect(PaymentIntent.parse(intent)).to.deep.equal(intent);
      for (const lock of locks) expect(OccupiedSeat.parse(lock)).to.deep.equal(lock);
    });

    it("pending, unpaid, and for five minutes", () => {
      expect(booking).to.include({
        status: "pending",
        cancelReason: null,
        confirmedAt: null,
        requestId: "r",
      });
      expect(intent).to.include({ status: "PENDING", attempt: null, failure: null, gateway: null });
      expect(booking.expiresAt).to.deep.equal(at(5 * 60_000));
      expect(intent.expiresAt).to.deep.equal(booking.expiresAt);
    });

    it("with one lock for each seat, until the same moment, naming no user", () => {
      expect(locks).to.deep.equal(
        ["A1", "A2"].map((seatId) => ({
          performanceId: "perf",
          seatId,
          bookingId: booking.bookingId,
          status: "locked",
          lockedUntil: at(LOCK_MS),
        })),
      );
    });

    it("with an intent over the whole amount", () => {
      expect(intent).to.include({ amount: 300_000, currency: "KRW", bookingId: booking.bookingId });
      expect(booking.paymentIntentId).to.equal(intent.paymentIntentId);
    });
  });

  describe("asked for again", () => {
    const { booking } = aPurchase();

    it("is the same whatever the order of its seats", () => {
      fc.assert(
        fc.property(
          fc
            .shuffledSubarray(["A1", "A2", "A10", "B5"], { minLength: 1 })
            .chain((seatIds) =>
              fc.tuple(fc.constant(seatIds), fc.shuffledSubarray(seatIds, { minLength: seatIds.length })),
            ),
          ([seatIds, again]) =>
            assertSameWish(aPurchase({ booking: { seatIds } }).booking, aWish({ seatIds: again })),
        ),
      );
    });

    const others = {
      "another user": { userId: "ben" },
      "another performance": { performanceId: "other" },
      "another way to pay": { paymentMethod: "TOSS_PAY" },
      "another seat": { seatIds: ["A1", "A3"] },
      "one seat less": { seatIds: ["A1"] },
      "one seat more": { seatIds: ["A1", "A2", "A3"] },
    } as const;
    for (const [what, other] of Object.entries(others)) {
      it(`is not the same for ${what}`, () => {
        const details = refusesWith("REQUEST_ID_REUSED", () => assertSameWish(booking, aWish(other)));
        expect(details).to.deep.equal({ bookingId: booking.bookingId });
      });
    }
  });

  describe("is limited", () => {
    it("to what the user may hold: exactly up to the limit, and not one more", () => {
      const cases = fc.record({
        seats: fc.integer({ min: 1, max: 10 }),
        held: fc.integer({ min: 0, max: 20 }),
        limit: fc.integer({ min: 1, max: 20 }),
      });
      fc.assert(
        fc.property(cases, ({ seats, held, limit }) => {
          const seatIds = Array.from({ length: seats }, (_, index) => `A${index + 1}`);
          const order = priceOrder(aPerformance({ maxTicketsPerUser: limit }), aWish({ seatIds }), NOW);
          if (held + seats <= limit) return assertWithinLimit(order, held);
          const details = refusesWith("TICKET_LIMIT", () => assertWithinLimit(order, held));
          expect(details).to.deep.equal({ limit, held });
        }),
      );
    });
  });

  it("is its user's alone, and to others as if it were not there", () => {
    const { booking } = aPurchase();
    expect(ownBooking(booking, "ann")).to.equal(booking);
    expect(refusesWith("BOOKING_NOT_FOUND", () => ownBooking(booking, "ben"))).to.deep.equal(
      refusesWith("BOOKING_NOT_FOUND", () => ownBooking(undefined, "ben")),
    );
  });

  describe("may be cancelled", () => {
    type Decided =
      "cancel" | "close" | "done" | "BOOKING_EXPIRED" | "BOOKING_NOT_PENDING" | "PAYMENT_IN_PROGRESS";
    const decided: Record<PaymentStatus, { inTime: Decided; late: Decided }> = {
      PENDING: { inTime: "cancel", late: "BOOKING_EXPIRED" },
      PROCESSING: { inTime: "close", late: "close" },
      SUCCESS: { inTime: "BOOKING_NOT_PENDING", late: "BOOKING_NOT_PENDING" },
      FAILURE: { inTime: "BOOKING_NOT_PENDING", late: "BOOKING_NOT_PENDING" },
      CANCELLED: { inTime: "done", late: "done" },
    };
    for (const status of PaymentStatus.options) {
      for (const [when, now] of [
        ["inTime", at(LOCK_MS - 1)],
        ["late", at(LOCK_MS)],
      ] as const) {
        const expected = decided[status][when];
        it(`while its payment is ${status}, ${when === "late" ? "its time up" : "in time"}: ${expected}`, () => {
          const cancelled = status === "CANCELLED";
          const { booking, intent } = aPurchase({
            booking: cancelled ? { status: "cancelled", cancelReason: "USER" } : {},
            intent: { status },
          });
          if (expected === "cancel" || expected === "close" || expected === "done") {
            expect(decideCancel(booking, intent, now)).to.equal(expected);
          } else {
            refusesWith(expected, () => decideCancel(booking, intent, now));
          }
        });
      }
    }

    it("not while a call is charging", () => {
      const attempt = { id: "other", number: 1 };
      const { booking, intent } = aPurchase({ intent: { status: "PROCESSING", attempt } });
      refusesWith("PAYMENT_IN_PROGRESS", () => decideCancel(booking, intent, at(LOCK_MS - 1)));
      expect(decideCancel(booking, intent, at(LOCK_MS))).to.equal("close");
    });

    it("again where its user cancelled it and its payment was closed for that", () => {
      const { booking, intent } = aPurchase({
        booking: { status: "cancelled", cancelReason: "USER" },
        intent: { status: "FAILURE" },
      });
      expect(decideCancel(booking, intent, at(0))).to.equal("done");
    });

    it("not where it expired, whenever it was swept", () => {
      const { booking, intent } = aPurchase({
        booking: { status: "cancelled", cancelReason: "EXPIRED" },
        intent: { status: "CANCELLED", expiresAt: null },
      });
      refusesWith("BOOKING_EXPIRED", () => decideCancel(booking, intent, at(LOCK_MS)));
    });

    it("not where its payment is finished: it says what the booking is, or is about to be", () => {
      const paid = aPurchase({ intent: { status: "SUCCESS" } });
      const declined = aPurchase({ intent: { status: "FAILURE" } });
      const told = ({ booking, intent }: typeof paid) =>
        refusesWith("BOOKING_NOT_PENDING", () => decideCancel(booking, intent, NOW));
      expect(told(paid)).to.deep.equal({ status: "confirmed" });
      expect(told(declined)).to.deep.equal({ status: "cancelled" });
    });
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
