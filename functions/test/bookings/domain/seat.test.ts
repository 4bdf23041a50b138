import { expect } from "chai";
import { LOCK_MS } from "../../../src/bookings/domain/booking.js";
import type { OccupiedSeat } from "../../../src/bookings/domain/seat.js";
import { hasExpired } from "../../../src/bookings/domain/seat.js";
import { aPurchase, at } from "../../support/purchases.js";

const inTime = at(LOCK_MS - 1);
const late = at(LOCK_MS);
const [lock] = aPurchase().locks as [OccupiedSeat];
const booked: OccupiedSeat = { ...lock, seatId: "A9", status: "booked", lockedUntil: null };

describe("an occupied seat", () => {
  it("runs out at the moment its lock ends, and not before", () => {
    expect(hasExpired(lock, inTime)).to.be.false;
    expect(hasExpired(lock, late)).to.be.true;
  });

  it("never runs out once it is booked", () => {
    expect(hasExpired(booked, at(1e12))).to.be.false;
    expect(hasExpired({ ...booked, lockedUntil: at(0) }, at(1e12))).to.be.false;
  });

  it("never runs out without a time at which it would", () => {
    expect(hasExpired({ ...lock, lockedUntil: null }, at(1e12))).to.be.false;
  });
});
