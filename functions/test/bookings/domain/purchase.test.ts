import { expect } from "chai";
import { Booking, LOCK_MS } from "../../../src/bookings/domain/booking.js";
import { priceOrder } from "../../../src/bookings/domain/order.js";
import {
  decideCancel,
  decideSettlement,
  openBooking,
  releasable,
} from "../../../src/bookings/domain/purchase.js";
import { OccupiedSeat } from "../../../src/bookings/domain/seat.js";
import { PaymentIntent, PaymentStatus } from "../../../src/payments/domain/paymentIntent.js";
import { Inconsistency } from "../../../src/shared/refusals.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

const inTime = at(LOCK_MS - 1);
const late = at(LOCK_MS);

describe("a purchase", () => {
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
      expect(intent.dueAt).to.deep.equal(booking.expiresAt);
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

  describe("may be cancelled", () => {
    type Decided =
      | "cancel"
      | "close"
      | "paid"
      | "done"
      | "BOOKING_EXPIRED"
      | "BOOKING_NOT_PENDING"
      | "PAYMENT_IN_PROGRESS";
    const decided: Record<PaymentStatus, { inTime: Decided; late: Decided }> = {
      PENDING: { inTime: "cancel", late: "BOOKING_EXPIRED" },
      PROCESSING: { inTime: "close", late: "close" },
      SUCCESS: { inTime: "paid", late: "paid" },
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
          if (expected === "cancel" || expected === "close" || expected === "paid" || expected === "done") {
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

    it("not where its payment was cancelled: it says so even if the booking was not changed yet", () => {
      const { booking, intent } = aPurchase({ intent: { status: "CANCELLED" } });
      const details = refusesWith("BOOKING_NOT_PENDING", () => decideCancel(booking, intent, NOW));
      expect(details).to.deep.equal({ status: "cancelled" });
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
        intent: { status: "CANCELLED", dueAt: null },
      });
      refusesWith("BOOKING_EXPIRED", () => decideCancel(booking, intent, at(LOCK_MS)));
    });

    it("not where its payment was declined: it says what the booking is, or is about to be", () => {
      const { booking, intent } = aPurchase({ intent: { status: "FAILURE" } });
      const details = refusesWith("BOOKING_NOT_PENDING", () => decideCancel(booking, intent, NOW));
      expect(details).to.deep.equal({ status: "cancelled" });
    });

    it("as a paid one also once all its seats were given back, but not if it was never confirmed", () => {
      const ended = { status: "cancelled", cancelReason: "USER", confirmedAt: NOW } as const;
      const { booking, intent } = aPurchase({ booking: ended, intent: { status: "SUCCESS" } });
      expect(decideCancel(booking, intent, NOW)).to.equal("paid");
      expect(decideCancel({ ...booking, confirmedAt: null }, intent, NOW)).to.equal("done");
      const expired = { ...booking, cancelReason: "EXPIRED", confirmedAt: null } as const;
      const details = refusesWith("BOOKING_NOT_PENDING", () => decideCancel(expired, intent, NOW));
      expect(details).to.deep.equal({ status: "cancelled" });
    });
  });
});

describe("an occupied seat", () => {
  describe("may lose its owner where the booking is pending and the payment", () => {
    const decided: Record<PaymentStatus | "not there", [inTime: string | null, late: string | null]> = {
      PENDING: [null, "EXPIRED"],
      PROCESSING: [null, null],
      SUCCESS: [null, null],
      FAILURE: ["PAYMENT_FAILED", "PAYMENT_FAILED"],
      // The next two cases cannot occur with a pending booking. One commit cancels the payment and the booking, and one
      // commit creates both.
      CANCELLED: ["EXPIRED", "EXPIRED"],
      "not there": [null, null],
    };
    for (const [status, reasons] of Object.entries(decided)) {
      it(`is ${status}: ${reasons.map((reason) => reason ?? "no").join(", once its time is up ")}`, () => {
        const { booking, intent } = aPurchase();
        const owner = status === "not there" ? undefined : { ...intent, status: status as PaymentStatus };
        const why = (now: Date) => releasable(booking, owner, now);
        expect([why(inTime), why(late)]).to.deep.equal(reasons);
      });
    }
  });

  describe("whose booking is cancelled or not there has no owner, but where the payment", () => {
    for (const status of PaymentStatus.options) {
      const isHeld = status === "PROCESSING" || status === "SUCCESS";
      it(`is ${status}: ${isHeld ? "it is held" : "its lock ends with its time"}`, () => {
        const { booking, intent } = aPurchase({ booking: { status: "cancelled" }, intent: { status } });
        for (const owner of [booking, undefined])
          expect(releasable(owner, intent, late)).to.equal(isHeld ? null : "ORPHANED");
      });
    }
    it("is not there either: its lock ends with its time", () => {
      expect(releasable(undefined, undefined, late)).to.equal("ORPHANED");
    });
  });

  describe("whose payment is in time", () => {
    const { booking, intent, locks } = aPurchase();
    const [lock] = locks as [OccupiedSeat];
    const cases: [what: string, seat: OccupiedSeat, reason: string | null][] = [
      ["keeps its owner if the booking includes it", lock, null],
      ["has no owner if the booking includes other seats only", { ...lock, seatId: "A9" }, "ORPHANED"],
      ["has no owner if it is of another performance", { ...lock, performanceId: "other" }, "ORPHANED"],
    ];
    for (const [what, seat, reason] of cases) {
      it(what, () => expect(releasable(booking, intent, inTime, seat)).to.equal(reason));
    }
    it("keeps its owner while the booking cannot be found", () => {
      expect(releasable(undefined, intent, inTime, lock)).to.be.null;
    });
  });

  it("of a confirmed booking is never to be had, whatever became of its payment", () => {
    for (const status of PaymentStatus.options) {
      const { booking, intent } = aPurchase({ booking: { status: "confirmed" }, intent: { status } });
      expect(releasable(booking, intent, late)).to.be.null;
    }
    expect(releasable(aPurchase({ booking: { status: "confirmed" } }).booking, undefined, late)).to.be.null;
  });
});

describe("a settlement", () => {
  const confirmed = { status: "confirmed", confirmedAt: NOW } as const;
  const cases = [
    ["a pending booking", { status: "pending" }, "SUCCESS", "confirm"],
    ["a pending booking", { status: "pending" }, "FAILURE", "release"],
    ["a confirmed booking", confirmed, "SUCCESS", "done"],
    ["a confirmed booking", confirmed, "FAILURE", "is a fault"],
    ["a cancelled booking", { status: "cancelled" }, "SUCCESS", "is a fault"],
    ["a cancelled booking", { status: "cancelled" }, "FAILURE", "done"],
    ["a booking cancelled after it was confirmed", { ...confirmed, status: "cancelled" }, "SUCCESS", "done"],
    ["a booking that is not there", null, "SUCCESS", "is a fault"],
    ["a booking that is not there", null, "FAILURE", "done"],
  ] as const;
  for (const [what, state, outcome, decided] of cases) {
    it(`of ${what} after ${outcome}: ${decided}`, () => {
      const { booking } = aPurchase();
      const stored = state === null ? undefined : { ...booking, ...state };
      const decide = () => decideSettlement(booking.bookingId, stored, outcome);
      if (decided === "is a fault") expect(decide).to.throw(Inconsistency, booking.bookingId);
      else expect(decide()).to.equal(decided);
    });
  }
});
