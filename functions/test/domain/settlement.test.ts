import { expect } from "chai";
import { decideSettlement } from "../../src/domain/settlement.js";
import { aPurchase } from "../support/purchases.js";

describe("a settlement", () => {
  const cases = [
    ["pending", "SUCCESS", "confirm"],
    ["pending", "FAILURE", "release"],
    ["confirmed", "SUCCESS", "done"],
    ["confirmed", "FAILURE", "is a fault"],
    ["cancelled", "SUCCESS", "is a fault"],
    ["cancelled", "FAILURE", "done"],
  ] as const;
  for (const [status, outcome, decided] of cases) {
    it(`of a ${status} booking after ${outcome}: ${decided}`, () => {
      const { booking } = aPurchase({ booking: { status } });
      if (decided === "is a fault") {
        expect(() => decideSettlement(booking, outcome)).to.throw(booking.bookingId);
      } else {
        expect(decideSettlement(booking, outcome)).to.equal(decided);
      }
    });
  }
});
