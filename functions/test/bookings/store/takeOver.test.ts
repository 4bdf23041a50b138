import { expect } from "chai";
import {
  book,
  clearDatabase,
  DECLINED,
  deliver,
  expire,
  openPerformance,
  pay,
  refusal,
  UNANSWERED,
} from "../../support/world.js";
import { stored, storedSeat, ticketsOf } from "../../support/documents.js";
import { db } from "../../../src/firestore/database.js";
import { refused } from "../../support/unchanged.js";

describe("createBooking takes over a lock that expired", () => {
  before(clearDatabase);

  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });

  it("with no sweep, and gives all the other seats back in the same step", async () => {
    const old = await book("ann", performanceId, ["A1", "A2", "A3"]);
    await expire(old.paymentIntentId);
    const { bookingId } = await book("ben", performanceId, ["A2", "B1"]);
    expect(await storedSeat(performanceId, "A2")).to.include({ bookingId });
    expect(await storedSeat(performanceId, "A1")).to.be.undefined;
    expect(await storedSeat(performanceId, "A3")).to.be.undefined;
    expect(await stored(`bookings/${old.bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "EXPIRED",
    });
    expect(await stored(`paymentIntents/${old.paymentIntentId}`)).to.include({ status: "CANCELLED" });
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
  });

  it("of several bookings at once", async () => {
    const old = [await book("ann", performanceId, ["A1", "A2"]), await book("cat", performanceId, ["A3"])];
    for (const { paymentIntentId } of old) await expire(paymentIntentId);
    await book("ben", performanceId, ["A3", "A1"]);
    for (const { bookingId } of old) {
      expect(await stored(`bookings/${bookingId}`)).to.include({ cancelReason: "EXPIRED" });
    }
    for (const userId of ["ann", "cat"]) expect(await ticketsOf(userId, performanceId)).to.equal(0);
  });

  it("not where its payment is under way: that holds the seat past its time", async () => {
    const { paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await expire(paymentIntentId);
    const { details } = await refused(() => book("ben", performanceId, ["A2", "A3"]));
    expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
  });

  it("not where it was paid and no event has come yet", async () => {
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await pay("ann", paymentIntentId);
    await expire(paymentIntentId);
    expect((await refused(() => book("ben", performanceId, ["A1"]))).details.reason).to.equal("SEAT_TAKEN");
  });

  it("also where the payment was declined and no event has come yet", async () => {
    const old = await book("ann", performanceId, ["A1"]);
    await pay("ann", old.paymentIntentId, DECLINED);
    await expire(old.paymentIntentId);
    await book("ben", performanceId, ["A1"]);
    expect(await stored(`bookings/${old.bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
    await deliver(old.paymentIntentId);
    expect((await refused(() => book("cat", performanceId, ["A1"]))).details.reason).to.equal("SEAT_TAKEN");
  });

  describe("before its time, where its payment was declined and no event has come yet,", () => {
    it("for its own user, who may try again at once", async () => {
      const old = await book("ann", performanceId, ["A1", "A2"]);
      await pay("ann", old.paymentIntentId, DECLINED);
      const { bookingId } = await book("ann", performanceId, ["A1", "A2"]);
      expect(await storedSeat(performanceId, "A1")).to.include({ bookingId });
      expect(await stored(`bookings/${old.bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
      expect(await ticketsOf("ann", performanceId)).to.equal(2);
    });

    it("but not together with a seat that is another's, which alone is named as taken", async () => {
      const old = await book("ann", performanceId, ["A1"]);
      await pay("ann", old.paymentIntentId, DECLINED);
      await book("ben", performanceId, ["A2"]);
      const { details } = await refused(() => book("ann", performanceId, ["A1", "A2"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
    });

    it("but not together with a seat that is booked: then no payment is read, and both are named as taken", async () => {
      const other = await book("ben", performanceId, ["A2"]);
      await pay("ben", other.paymentIntentId);
      await deliver(other.paymentIntentId);
      const old = await book("ann", performanceId, ["A1"]);
      await pay("ann", old.paymentIntentId, DECLINED);
      const { details } = await refused(() => book("ann", performanceId, ["A1", "A2"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1", "A2"] });
    });

    it("and not where the other's payment is gone, because nobody knows whether it was paid", async () => {
      await book("ann", performanceId, ["B1"]);
      const other = await book("ben", performanceId, ["A2"]);
      await db.doc(`paymentIntents/${other.paymentIntentId}`).delete();
      const { details } = await refused(() => book("ann", performanceId, ["A2"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
    });
  });
});
