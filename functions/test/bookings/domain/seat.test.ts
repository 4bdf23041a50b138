import { expect } from "chai";
import { LOCK_MS } from "../../../src/bookings/domain/booking.js";
import { PaymentStatus } from "../../../src/payments/domain/paymentIntent.js";
import { hasRunOut, releasable, type OccupiedSeat } from "../../../src/bookings/domain/seat.js";
import { aPurchase, at } from "../../support/purchases.js";

const inTime = at(LOCK_MS - 1);
const late = at(LOCK_MS);
const [lock] = aPurchase().locks as [OccupiedSeat];
const booked: OccupiedSeat = { ...lock, seatId: "A9", status: "booked", lockedUntil: null };

describe("an occupied seat", () => {
  it("runs out at the moment its lock ends, and not before", () => {
    expect(hasRunOut(lock, inTime)).to.be.false;
    expect(hasRunOut(lock, late)).to.be.true;
  });

  it("never runs out once it is booked", () => {
    expect(hasRunOut(booked, at(1e12))).to.be.false;
    expect(hasRunOut({ ...booked, lockedUntil: at(0) }, at(1e12))).to.be.false;
  });

  it("never runs out without a time at which it would", () => {
    expect(hasRunOut({ ...lock, lockedUntil: null }, at(1e12))).to.be.false;
  });

  describe("may lose its owner where the booking is pending and the payment", () => {
    const decided: Record<PaymentStatus | "not there", [inTime: string | null, late: string | null]> = {
      PENDING: [null, "EXPIRED"],
      PROCESSING: [null, null],
      SUCCESS: [null, null],
      FAILURE: ["PAYMENT_FAILED", "PAYMENT_FAILED"],
      // Neither can be: one commit closes the payment and cancels the booking, another makes both.
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

  it("of a confirmed booking is never to be had, whatever became of its payment", () => {
    for (const status of PaymentStatus.options) {
      const { booking, intent } = aPurchase({ booking: { status: "confirmed" }, intent: { status } });
      expect(releasable(booking, intent, late)).to.be.null;
    }
    expect(releasable(aPurchase({ booking: { status: "confirmed" } }).booking, undefined, late)).to.be.null;
  });
});
