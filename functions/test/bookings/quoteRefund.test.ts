import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { db } from "../../src/firestore/database.js";
import { DAY_MS, dateIn, HOUR_MS, startOfDate } from "../../src/shared/calendar.js";
import { bought, cancel, giveBack, paid, quoted, startAt } from "../support/refunds.js";
import { changesNothing } from "../support/unchanged.js";
import { book, call, deliver, functions, openPerformance, pay, refusal } from "../support/world.js";

const SEOUL = "Asia/Seoul";

/** Asks for a quote that must be refused and change nothing. Returns the details of the refusal. */
const refused = async (...request: Parameters<typeof quoted>) =>
  (await changesNothing(() => refusal(quoted(...request)))).details;

describe("quoteRefund", () => {
  it("tells the fee and the refund of each seat, their sums, and until when, and changes nothing", async () => {
    const { bookingId } = await bought(["A1", "C1"]);
    const answer = await changesNothing(() => quoted(bookingId));
    const { validUntil, serverTime, ...rest } = answer;
    expect(rest).to.deep.equal({
      bookingId,
      seats: [
        { seatId: "A1", price: 150_000, fee: 45_000, refund: 105_000 },
        { seatId: "C1", price: 70_000, fee: 21_000, refund: 49_000 },
      ],
      refundAmount: 154_000,
      fee: 66_000,
      feeRule: { kind: "TIER", feePercent: 30, fromDays: 1, toDays: 2 },
      currency: "KRW",
    });
    // The performance begins in two days. The fee changes at midnight, when that day begins in Seoul.
    const tomorrowButOne = startOfDate(SEOUL, dateIn(SEOUL, new Date(serverTime)), 2);
    expect(validUntil).to.equal(tomorrowButOne.toISOString());
  });

  it("tells it of some seats, also as a text", async () => {
    const { bookingId } = await bought(["A1", "A2", "C1"]);
    for (const seatIds of [["C1", "A1"], "C1, A1"]) {
      const { seats, refundAmount } = await call(functions.quoteRefund, "ann", { bookingId, seatIds });
      expect(seats.map(({ seatId }) => seatId)).to.have.members(["A1", "C1"]);
      expect(refundAmount).to.equal(154_000);
    }
  });

  it("tells it of the seats that are left", async () => {
    const { bookingId } = await bought(["A1", "C1"]);
    await giveBack(bookingId, ["A1"]);
    expect(await quoted(bookingId)).to.include({ refundAmount: 49_000, fee: 21_000 });
    expect(await refused(bookingId, ["A1"])).to.deep.equal({ reason: "NOT_REFUNDABLE" });
    expect(await refused(bookingId, ["A1", "C1"])).to.deep.equal({
      reason: "SEAT_NOT_FOUND",
      seatIds: ["A1"],
    });
  });

  it("tells it of a paid booking whose event has not come yet", async () => {
    const { bookingId } = await paid(["A1"]);
    expect(await changesNothing(() => quoted(bookingId))).to.include({ refundAmount: 105_000 });
  });

  it("counts the free hours of a paid booking from now while its event has not come, as cancelBooking does", async () => {
    const refundPolicy = { free: [{ withinHours: 1, daysBefore: 0 }], tiers: [] };
    const { bookingId } = await paid(["A1"], { performance: { refundPolicy } });
    const createdAt = Timestamp.fromMillis(Date.now() - 2 * HOUR_MS);
    await db.doc(`bookings/${bookingId}`).update({ createdAt });
    expect((await giveBack(bookingId)).refund).to.include({ amount: 150_000, fee: 0 });
  });

  it("is the amount that cancelBooking takes", async () => {
    const { bookingId } = await bought(["A1", "C1"]);
    const { refundAmount } = await quoted(bookingId);
    const { refund } = await cancel(bookingId, { expectedRefund: refundAmount });
    expect(refund).to.include({ amount: 154_000, fee: 66_000 });
  });

  describe("on the terms of the day in Seoul", () => {
    const days: [daysBefore: number, hour: number, fee: number][] = [
      // The days are those of the calendar in Seoul, and the hours are counted from midnight there.
      [0, 23.99, 135_000],
      [1, 0, 45_000],
      [2, 23.99, 45_000],
      [3, 0, 30_000],
      [6, 23.99, 30_000],
      [7, 0, 15_000],
      [9, 23.99, 15_000],
      [10, 0, 0],
    ];
    for (const [daysBefore, hour, fee] of days) {
      it(`keeps ${fee} if the performance begins at ${hour} o'clock in ${daysBefore} days`, async () => {
        const made = await bought(["A1"]);
        const today = dateIn(SEOUL, new Date());
        await startAt(made, new Date(startOfDate(SEOUL, today, daysBefore).getTime() + hour * HOUR_MS));
        const long = Timestamp.fromMillis(Date.now() - 25 * HOUR_MS);
        await db.doc(`bookings/${made.bookingId}`).update({ confirmedAt: long });
        expect(await quoted(made.bookingId)).to.include({ fee, refundAmount: 150_000 - fee });
      });
    }

    it("keeps nothing in the first 24 hours if it is three days ahead, and 20 percent from then on", async () => {
      const made = await bought(["A1"]);
      const today = dateIn(SEOUL, new Date());
      await startAt(made, new Date(startOfDate(SEOUL, today, 3).getTime() + 19 * HOUR_MS));
      expect(await quoted(made.bookingId)).to.include({ fee: 0 });
      const confirmed = Timestamp.fromMillis(Date.now() - DAY_MS - 1_000);
      await db.doc(`bookings/${made.bookingId}`).update({ confirmedAt: confirmed });
      expect(await quoted(made.bookingId)).to.include({ fee: 30_000 });
    });
  });

  it("keeps to the terms of the purchase, whatever the performance says now", async () => {
    const { bookingId, performanceId } = await bought(["A1"]);
    await db.doc(`performances/${performanceId}`).update({ refundPolicy: null });
    expect(await quoted(bookingId)).to.include({ refundAmount: 105_000 });
  });

  it("is in full if the performance was moved or is gone", async () => {
    const { bookingId, performanceId } = await bought(["A1"]);
    const performance = db.doc(`performances/${performanceId}`);
    const moved = new Date(Date.now() + 3 * HOUR_MS);
    await performance.update({ startsAt: Timestamp.fromDate(moved) });
    expect(await quoted(bookingId)).to.include({ refundAmount: 150_000, validUntil: moved.toISOString() });
    await performance.delete();
    expect(await quoted(bookingId)).to.include({ refundAmount: 150_000, fee: 0 });
  });

  describe("refuses", () => {
    it("a booking that is not there, and another user's, in the same words", async () => {
      const { bookingId } = await bought(["A1"]);
      const ben = await refusal(call(functions.quoteRefund, "ben", { bookingId }));
      expect(ben.details).to.deep.equal({ reason: "BOOKING_NOT_FOUND" });
      expect(await refused("bk_nowhere")).to.deep.equal(ben.details);
    });

    it("a booking that is not paid: pending, declined, cancelled", async () => {
      const performanceId = await openPerformance();
      const pending = await book("ann", performanceId, ["A1"]);
      expect(await refused(pending.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      await pay("ann", pending.paymentIntentId, { cvv: "122" });
      expect(await refused(pending.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      await deliver(pending.paymentIntentId);
      expect(await refused(pending.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      const cancelled = await book("ann", performanceId, ["A1"]);
      await cancel(cancelled.bookingId);
      expect(await refused(cancelled.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
    });

    it("seats that the booking does not have, naming them", async () => {
      const { bookingId } = await bought(["A1"]);
      expect(await refused(bookingId, ["A1", "B7"])).to.deep.equal({
        reason: "SEAT_NOT_FOUND",
        seatIds: ["B7"],
      });
    });

    it("a booking without terms, and one whose performance has begun, moved or not", async () => {
      const none = await bought(["A1"], { performance: { refundPolicy: null } });
      expect(await refused(none.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      const begun = await bought(["A1"]);
      const past = new Date(Date.now() - 1_000);
      await db.doc(`performances/${begun.performanceId}`).update({ startsAt: Timestamp.fromDate(past) });
      expect(await refused(begun.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      await startAt(begun, past);
      expect(await refused(begun.bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
    });

    it("a booking that was given back", async () => {
      const { bookingId } = await bought(["A1"]);
      await giveBack(bookingId);
      expect(await refused(bookingId)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
    });

    it("no seats, the same seat twice and more than ten", async () => {
      const { bookingId } = await bought(["A1"]);
      const many = Array.from({ length: 11 }, (_, index) => `A${index + 1}`);
      for (const seatIds of [[], ["A1", "A1"], many]) {
        const { code } = await changesNothing(() => refusal(quoted(bookingId, seatIds)));
        expect(code).to.equal("invalid-argument");
      }
    });
  });
});
