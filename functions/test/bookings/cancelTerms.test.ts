import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { db } from "../../src/firestore/database.js";
import { dateIn, startOfDate } from "../../src/shared/calendar.js";
import { ledgerOf, ticketsOf } from "../support/documents.js";
import { bought, cancel, endsWell, giveBack, paid, quoted, startAt } from "../support/refunds.js";
import { KOREAN_STANDARD } from "../support/purchases.js";
import { changesNothing } from "../support/unchanged.js";
import { book, call, clearDatabase, deliver, functions, openPerformance, refusal } from "../support/world.js";

/** Makes a cancellation that must be refused and change nothing. Returns the details of the refusal. */
const refused = async (...request: Parameters<typeof cancel>) =>
  (await changesNothing(() => refusal(cancel(...request)))).details;

describe("cancelBooking of a paid booking", () => {
  beforeEach(clearDatabase);
  afterEach(endsWell);

  describe("on other terms", () => {
    it("keeps nothing of a free booking, and makes no refund", async () => {
      const sections = [
        { section: "A", name: "A", price: 0, rows: [{ row: "A", firstSeat: 1, lastSeat: 9 }] },
      ];
      const performanceId = await openPerformance({ refundPolicy: KOREAN_STANDARD, sections });
      const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
      await call(functions.executePayment, "ann", { paymentIntentId });
      await deliver(paymentIntentId);
      expect(await cancel(bookingId, { expectedRefund: 0, seatIds: ["A1"] })).to.include({ refund: null });
      const answer = await cancel(bookingId, { expectedRefund: 0 });
      expect(answer).to.include({ status: "cancelled", refund: null });
      expect(answer.cancelledSeats.map(({ refundId }) => refundId)).to.deep.equal([null, null]);
      expect(await changesNothing(() => cancel(bookingId))).to.deep.equal(answer);
      expect((await db.collection("refunds").get()).size).to.equal(0);
      expect(await ledgerOf(paymentIntentId)).to.deep.equal({});
      expect(await ticketsOf("ann", performanceId)).to.equal(0);
    });

    it("keeps all of it, where the fee is the price, and still books the fee", async () => {
      const refundPolicy = { tiers: [{ daysBefore: 0, feePercent: 100 }] };
      const { bookingId, paymentIntentId } = await bought(["A1", "A2"], { performance: { refundPolicy } });
      expect(await cancel(bookingId, { expectedRefund: 0, seatIds: ["A1"] })).to.include({ refund: null });
      expect(await cancel(bookingId, { expectedRefund: 0 })).to.include({
        refund: null,
        status: "cancelled",
      });
      expect(await ledgerOf(paymentIntentId)).to.deep.equal({
        charge: 300_000,
        fee1: 150_000,
        fee2: 150_000,
      });
    });

    it("pays all back where the performance was moved or is gone", async () => {
      const { bookingId, performanceId } = await bought(["A1", "A2", "C1"]);
      const performance = db.doc(`performances/${performanceId}`);
      await performance.update({ startsAt: Timestamp.fromMillis(Date.now() + 3_600_000) });
      expect(await refused(bookingId, { seatIds: ["A1"], expectedRefund: 105_000 })).to.deep.equal({
        reason: "REFUND_CHANGED",
        refundAmount: 150_000,
        fee: 0,
      });
      const first = await cancel(bookingId, { seatIds: ["A1"], expectedRefund: 150_000 });
      expect(first.refund).to.include({ amount: 150_000, fee: 0 });
      await performance.delete();
      const rest = await cancel(bookingId, { expectedRefund: 220_000 });
      expect(rest.refund).to.include({ amount: 220_000, fee: 0 });
    });

    it("says so when midnight in Seoul passes after the quote", async () => {
      const made = await bought(["A1"]);
      const today = dateIn("Asia/Seoul", new Date());
      await startAt(made, startOfDate("Asia/Seoul", today, 1));
      const { refundAmount, validUntil } = await quoted(made.bookingId);
      expect([refundAmount, validUntil]).to.deep.equal([
        105_000,
        startOfDate("Asia/Seoul", today, 1).toISOString(),
      ]);
      // As if midnight had passed: now the performance begins today, at the last moment of the day.
      await startAt(made, new Date(startOfDate("Asia/Seoul", today, 1).getTime() - 1));
      expect(await refused(made.bookingId, { expectedRefund: 105_000 })).to.deep.equal({
        reason: "REFUND_CHANGED",
        refundAmount: 15_000,
        fee: 135_000,
      });
      expect((await cancel(made.bookingId, { expectedRefund: 15_000 })).refund).to.include({ fee: 135_000 });
    });
  });

  describe("refuses", () => {
    it("as before where no refund is expected: no old client cancels a paid ticket", async () => {
      const { bookingId, paymentIntentId } = await paid(["A1"]);
      const confirmed = { reason: "BOOKING_NOT_PENDING", status: "confirmed" };
      expect(await refused(bookingId)).to.deep.equal(confirmed);
      await deliver(paymentIntentId);
      expect(await refused(bookingId)).to.deep.equal(confirmed);
      expect(await refused(bookingId, { expectedRefund: null, seatIds: ["A1"] })).to.deep.equal(confirmed);
    });

    it("another amount than it comes to, and tells it", async () => {
      const { bookingId } = await bought(["A1", "A2"]);
      for (const expectedRefund of [0, 209_999, 210_001, 300_000]) {
        expect(await refused(bookingId, { expectedRefund })).to.deep.equal({
          reason: "REFUND_CHANGED",
          refundAmount: 210_000,
          fee: 90_000,
        });
      }
    });

    it("what cannot be refunded: no terms, a performance that has begun", async () => {
      const none = await bought(["A1"], { performance: { refundPolicy: null } });
      const begun = await bought(["A1"]);
      await startAt(begun, new Date(Date.now() - 1_000));
      for (const { bookingId } of [none, begun]) {
        for (const expectedRefund of [0, 105_000, 150_000])
          expect(await refused(bookingId, { expectedRefund })).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      }
    });

    it("seats that are not its own, and some cancelled with some not", async () => {
      const { bookingId } = await bought(["A1", "A2"]);
      await giveBack(bookingId, ["A1"]);
      for (const [seatIds, unknown] of [
        [["A2", "B1"], ["B1"]],
        [["A1", "A2"], ["A1"]],
        [
          ["A1", "B1"],
          ["A1", "B1"],
        ],
      ] as const) {
        expect(await refused(bookingId, { seatIds: [...seatIds], expectedRefund: 105_000 })).to.deep.equal({
          reason: "SEAT_NOT_FOUND",
          seatIds: unknown,
        });
      }
    });

    it("another user's booking", async () => {
      const { bookingId } = await bought(["A1"]);
      const request = { bookingId, expectedRefund: 105_000 };
      const { details } = await changesNothing(() => refusal(call(functions.cancelBooking, "ben", request)));
      expect(details.reason).to.equal("BOOKING_NOT_FOUND");
    });
  });

  describe("and of a pending one", () => {
    it("refuses seats, and changes nothing", async () => {
      const { bookingId } = await book("ann", await openPerformance({ refundPolicy: KOREAN_STANDARD }), [
        "A1",
        "A2",
      ]);
      for (const wish of [{ seatIds: ["A1"] }, { seatIds: ["A1", "A2"], expectedRefund: 0 }])
        expect(await refused(bookingId, wish)).to.deep.equal({ reason: "NOT_REFUNDABLE" });
      await cancel(bookingId);
    });

    it("ignores what refund is expected", async () => {
      const performanceId = await openPerformance({ refundPolicy: KOREAN_STANDARD });
      const { bookingId } = await book("ann", performanceId, ["A1", "A2"]);
      expect(await cancel(bookingId, { expectedRefund: 300_000 })).to.deep.equal({
        bookingId,
        status: "cancelled",
        cancelReason: "USER",
        refund: null,
        cancelledSeats: [],
      });
    });
  });
});
