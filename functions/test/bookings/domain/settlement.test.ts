import { expect } from "chai";
import { Inconsistency } from "../../../src/shared/refusals.js";
import { decideSettlement } from "../../../src/bookings/domain/settlement.js";
import { aPurchase, NOW } from "../../support/purchases.js";

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
