import { expect } from "chai";
import { ownBooking, PaymentMethod } from "../../../src/bookings/domain/booking.js";
import { notPending } from "../../../src/shared/refusals.js";
import { aPurchase } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

describe("a booking", () => {
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
