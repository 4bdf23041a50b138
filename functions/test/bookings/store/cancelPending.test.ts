import { expect } from "chai";
import { cancelPending } from "../../../src/bookings/store/cancelPending.js";
import { withTornRead } from "../../support/faults.js";
import { db } from "../../../src/firestore/database.js";
import { bookingOf, storedSeat } from "../../support/documents.js";
import { linesOf } from "../../support/logs.js";
import { claimed, endLease, held } from "../../support/world.js";
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

  it("is written into the log with why", async () => {
    const { bookingId } = await held(["A1"]);
    expect(await linesOf(() => cancelPending(bookingId, "ann", null))).to.deep.equal([
      { message: "booking.cancelled", bookingId, cancelReason: "USER" },
    ]);
    expect(await bookingOf(bookingId)).to.include({ cancelReason: "USER" });
  });

  describe("whose charge has no known outcome", () => {
    const gateway = { provider: "simulated", reference: "ch_1" };
    const failure = { code: "CLOSED", message: "Closed." };

    /** Makes a booking whose payment was claimed by a call that died. The lease of that call has expired. */
    async function leftClaimed() {
      const made = await held(["A1"]);
      await claimed(made.paymentIntentId, "at_one");
      await endLease(made.paymentIntentId);
      return made;
    }

    it("waits until the gateway is asked", async () => {
      const { bookingId, paymentIntentId } = await leftClaimed();
      const answer = await changesNothing(() => cancelPending(bookingId, "ann", null));
      expect(answer).to.nested.include({ state: "unresolved", "intent.paymentIntentId": paymentIntentId });
    });

    it("finds it paid where the gateway had charged, and leaves it its seats", async () => {
      const { bookingId, performanceId } = await leftClaimed();
      const answer = await cancelPending(bookingId, "ann", { status: "SUCCESS", failure: null, gateway });
      if (answer.state !== "paid") throw new Error(answer.state);
      expect(answer.purchase.intent.data()).to.include({ status: "SUCCESS" });
      expect(await bookingOf(bookingId)).to.include({ status: "pending" });
      expect(await storedSeat(performanceId, "A1")).to.include({ bookingId });
    });

    it("cancels it where the gateway has closed it", async () => {
      const { bookingId, performanceId } = await leftClaimed();
      const answer = await cancelPending(bookingId, "ann", { status: "FAILURE", failure, gateway });
      expect(answer).to.deep.equal({ state: "cancelled" });
      expect(await bookingOf(bookingId)).to.include({ status: "cancelled", cancelReason: "USER" });
      expect(await storedSeat(performanceId, "A1")).to.be.undefined;
    });
  });

  it("is a fault, which names the payment, where that is gone", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    await db.doc(`paymentIntents/${paymentIntentId}`).delete();
    const cancel = () => cancelPending(bookingId, "ann", null).catch((error: Error) => error);
    expect(String(await changesNothing(cancel))).to.include(
      `paymentIntents/${paymentIntentId} does not exist`,
    );
  });
});
