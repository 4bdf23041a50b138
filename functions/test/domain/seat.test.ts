import { expect } from "chai";
import { LOCK_MS } from "../../src/domain/booking.js";
import { PaymentStatus } from "../../src/domain/paymentIntent.js";
import { assertNotTaken, hasRunOut, releasable, type OccupiedSeat } from "../../src/domain/seat.js";
import { aPurchase, at } from "../support/purchases.js";
import { refusesWith } from "../support/refusals.js";

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

  it("is taken while its lock lasts or it is booked, and every such seat is named", () => {
    const runOut: OccupiedSeat = { ...lock, seatId: "A5", lockedUntil: at(0) };
    const details = refusesWith("SEAT_TAKEN", () => assertNotTaken([lock, runOut, booked], inTime));
    expect(details).to.deep.equal({ seatIds: ["A1", "A9"] });
    assertNotTaken([lock, runOut], late);
    assertNotTaken([], late);
  });

  describe("may be released where its payment is", () => {
    const decided: Record<PaymentStatus, [inTime: string | null, late: string | null]> = {
      PENDING: [null, "EXPIRED"],
      PROCESSING: [null, null],
      SUCCESS: [null, null],
      FAILURE: ["PAYMENT_FAILED", "PAYMENT_FAILED"],
      CANCELLED: [null, null],
    };
    for (const status of PaymentStatus.options) {
      it(`${status}: ${decided[status].map((reason) => reason ?? "no").join(", once its time is up ")}`, () => {
        const { intent } = aPurchase({ intent: { status } });
        expect([releasable(intent, inTime), releasable(intent, late)]).to.deep.equal(decided[status]);
      });
    }
  });
});
