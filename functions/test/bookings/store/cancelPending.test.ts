import { expect } from "chai";
import { cancelPending } from "../../../src/bookings/store/cancelPending.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, openPerformance } from "../../support/world.js";

describe("the cancelling of a booking", () => {
  it("tells that it cancelled it, and afterwards that this was done before", async () => {
    const { bookingId } = await book("ann", await openPerformance(), ["A1"]);
    expect(await cancelPending(bookingId, "ann", null)).to.deep.equal({ state: "cancelled" });
    expect(await changesNothing(() => cancelPending(bookingId, "ann", null))).to.deep.equal({
      state: "cancelled before",
    });
  });
});
