import { expect } from "chai";
import { cancelPending } from "../../../src/bookings/store/cancelPending.js";
import { withTornRead } from "../../support/faults.js";
import { held } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";

describe("the cancelling of a booking", () => {
  it("tells that it cancelled it, and afterwards that this was done before", async () => {
    const { bookingId } = await held(["A1"]);
    expect(await cancelPending(bookingId, "ann", null)).to.deep.equal({ state: "cancelled" });
    expect(await changesNothing(() => cancelPending(bookingId, "ann", null))).to.deep.equal({
      state: "cancelled before",
    });
  });

  it("reads booking and payment again where another cancel came between their reads", async () => {
    const { bookingId } = await held(["A1"]);
    const act = () => cancelPending(bookingId, "ann", null);
    expect(await withTornRead("read bookings+paymentIntents", act, act)).to.deep.equal({
      state: "cancelled before",
    });
  });
});
