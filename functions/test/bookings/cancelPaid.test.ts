import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { status } from "@grpc/grpc-js";
import type { Timestamp } from "firebase-admin/firestore";
import { ticketCountKey } from "../../src/shared/ids.js";
import { bookingOf, ledgerOf, stored, storedSeat, ticketsOf } from "../support/documents.js";
import { withFault } from "../support/faults.js";
import { bought, cancel, endsWell, giveBack, paid, refundOf, sweepRefunds } from "../support/refunds.js";
import { linesOf } from "../support/logs.js";
import { KOREAN_STANDARD } from "../support/purchases.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  call,
  clearDatabase,
  deliver,
  functions,
  openPerformance,
  pay,
  refusal,
} from "../support/world.js";

describe("cancelBooking of a paid booking", () => {
  beforeEach(clearDatabase);
  afterEach(endsWell);

  it("gives all seats back and promises the refund", async () => {
    const { performanceId, bookingId, paymentIntentId, refundId } = await bought(["A1", "C1"]);
    const logged = await linesOf(async () => {
      expect(await cancel(bookingId, { expectedRefund: 154_000 })).to.deep.equal({
        bookingId,
        status: "cancelled",
        cancelReason: "USER",
        cancelledSeats: [
          { seatId: "A1", section: "VIP", price: 150_000, refundId: refundId() },
          { seatId: "C1", section: "S", price: 70_000, refundId: refundId() },
        ],
        refund: { refundId: refundId(), amount: 154_000, fee: 66_000, currency: "KRW", status: "REQUIRED" },
      });
    });
    expect(await bookingOf(bookingId)).to.deep.include({
      status: "cancelled",
      cancelReason: "USER",
      seatIds: ["A1", "C1"],
      refundedAmount: 154_000,
      feeKept: 66_000,
    });
    const intent = (await stored(`paymentIntents/${paymentIntentId}`))!;
    expect(intent).to.include({ status: "SUCCESS", refunded: 154_000, refunds: 1 });
    expect((intent["dueAt"] as Timestamp).toMillis()).to.be.at.most(Date.now());
    expect(await refundOf(refundId())).to.deep.include({
      paymentIntentId,
      bookingId,
      userId: "ann",
      seatIds: ["A1", "C1"],
      reason: "USER",
      by: "USER",
      provider: "simulated",
      paymentReference: `sim_${paymentIntentId}`,
      status: "REQUIRED",
      attempt: null,
      round: 1,
    });
    expect(await ledgerOf(paymentIntentId)).to.deep.equal({
      charge: 220_000,
      refund1: 154_000,
      fee1: 66_000,
    });
    expect(await storedSeat(performanceId, "A1")).to.be.undefined;
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    expect(logged).to.deep.equal([
      { message: "booking.cancelled", bookingId, cancelReason: "USER" },
      { message: "refund.promised", refundId: refundId(), amount: 154_000, fee: 66_000 },
    ]);
  });

  it("gives some seats back, and keeps the others", async () => {
    const { performanceId, bookingId, paymentIntentId, refundId } = await bought(["A1", "A2", "C1"]);
    let answer!: Awaited<ReturnType<typeof cancel>>;
    const logged = await linesOf(async () => {
      answer = await cancel(bookingId, { seatIds: ["A2"], expectedRefund: 105_000 });
    });
    expect(logged).to.deep.equal([
      { message: "booking.seats-cancelled", bookingId, seats: 1, cancelReason: "USER" },
      { message: "refund.promised", refundId: refundId(), amount: 105_000, fee: 45_000 },
    ]);
    expect(answer).to.deep.include({ status: "confirmed", cancelReason: null });
    expect(answer.cancelledSeats.map(({ seatId }) => seatId)).to.deep.equal(["A2"]);
    const booking = await bookingOf(bookingId);
    expect(booking).to.deep.include({ status: "confirmed", seatIds: ["A1", "C1"], totalAmount: 370_000 });
    expect(booking.seats.map(({ seatId }) => seatId)).to.deep.equal(["A1", "C1"]);
    expect(await storedSeat(performanceId, "A1")).to.include({ status: "booked" });
    expect(await storedSeat(performanceId, "A2")).to.be.undefined;
    expect(await ticketsOf("ann", performanceId)).to.equal(2);
    expect(await ledgerOf(paymentIntentId)).to.include({ refund1: 105_000, fee1: 45_000 });
    const { bookings: listed } = await call(functions.getMyBookings, "ann", {});
    expect(listed[0]).to.deep.include({ refundedAmount: 105_000, feeKept: 45_000, seatIds: ["A1", "C1"] });
    expect(listed[0]!.cancelledSeats).to.deep.equal([
      { seatId: "A2", section: "VIP", price: 150_000, refundId: refundId() },
    ]);
  });

  it("gives the rest back as a second refund, and then the booking ends", async () => {
    const { performanceId, bookingId, paymentIntentId, refundId } = await bought(["A1", "A2", "C1"]);
    await giveBack(bookingId, ["A2"]);
    const { status, refund, cancelledSeats } = await giveBack(bookingId);
    expect(status).to.equal("cancelled");
    expect(refund).to.include({ refundId: refundId(2), amount: 154_000 });
    expect(cancelledSeats.map(({ seatId }) => seatId)).to.deep.equal(["A2", "A1", "C1"]);
    expect(await bookingOf(bookingId)).to.include({ refundedAmount: 259_000, feeKept: 111_000 });
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    expect(await ledgerOf(paymentIntentId)).to.include({ refund2: 154_000, fee2: 66_000 });
  });

  it("promises no refund where nothing comes back", async () => {
    const refundPolicy = { free: [], tiers: [{ daysBefore: 0, feePercent: 100 }] };
    const { bookingId } = await bought(["A1"], { performance: { refundPolicy } });
    const logged = await linesOf(async () => {
      expect((await cancel(bookingId, { expectedRefund: 0 })).refund).to.equal(null);
    });
    expect(logged).to.deep.equal([{ message: "booking.cancelled", bookingId, cancelReason: "USER" }]);
  });

  it("ends the booking too if the last seats are named", async () => {
    const { bookingId } = await bought(["A1", "A2"]);
    await giveBack(bookingId, ["A2"]);
    expect(await giveBack(bookingId, ["A1"])).to.include({ status: "cancelled", cancelReason: "USER" });
  });

  describe("again", () => {
    it("answers the same, whole or by seat, whatever is expected", async () => {
      const { bookingId } = await bought(["A1", "A2"]);
      const part = await giveBack(bookingId, ["A1"]);
      for (const expectedRefund of [105_000, 1, null]) {
        const again = await changesNothing(() => cancel(bookingId, { seatIds: ["A1"], expectedRefund }));
        expect(again).to.deep.equal(part);
      }
      const rest = await giveBack(bookingId);
      for (const expectedRefund of [105_000, 1, null]) {
        expect(await changesNothing(() => cancel(bookingId, { expectedRefund }))).to.deep.equal(rest);
      }
    });

    it("tells how far the refund is", async () => {
      const { bookingId } = await bought(["A1"]);
      await giveBack(bookingId);
      await sweepRefunds();
      expect((await cancel(bookingId)).refund).to.include({ status: "DONE" });
    });

    it("leaves a seat with whoever has it by now", async () => {
      const { performanceId, bookingId } = await bought(["A1", "A2"]);
      const first = await giveBack(bookingId, ["A1"]);
      const ben = await book("ben", performanceId, ["A1"]);
      const again = { seatIds: ["A1"], expectedRefund: 105_000 };
      expect(await changesNothing(() => cancel(bookingId, again))).to.deep.equal(first);
      await giveBack(bookingId);
      expect(await storedSeat(performanceId, "A1")).to.include({ bookingId: ben.bookingId });
    });
  });

  it("lets the same user buy again, up to the limit", async () => {
    const { performanceId, bookingId } = await bought(["A1", "A2"], {
      performance: { maxTicketsPerUser: 2 },
    });
    const { details } = await refusal(book("ann", performanceId, ["B1"]));
    expect(details.reason).to.equal("TICKET_LIMIT");
    await giveBack(bookingId, ["A1"]);
    await book("ann", performanceId, ["A1"]);
    expect((await refusal(book("ann", performanceId, ["B1"]))).details.reason).to.equal("TICKET_LIMIT");
    expect(await ticketsOf("ann", performanceId)).to.equal(2);
  });

  it("counts no seat as given back unpaid, so that nobody is refused for it", async () => {
    const { performanceId, bookingId } = await bought(["A1", "A2"]);
    await giveBack(bookingId);
    expect(await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`)).to.not.have.property(
      "givenBack",
    );
  });

  it("lets a repeated createBooking answer the booking, after a part was cancelled and after all was", async () => {
    const performanceId = await openPerformance({ refundPolicy: KOREAN_STANDARD });
    const requestId = randomUUID();
    const again = () => book("ann", performanceId, ["A2", "A1"], { requestId });
    const { bookingId, paymentIntentId } = await again();
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    await giveBack(bookingId, ["A1"]);
    expect(await changesNothing(again)).to.include({ bookingId, status: "confirmed" });
    const other = () => refusal(book("ann", performanceId, ["A2"], { requestId }));
    expect((await changesNothing(other)).details.reason).to.equal("REQUEST_ID_REUSED");
    await giveBack(bookingId);
    expect(await changesNothing(again)).to.include({ bookingId, status: "cancelled" });
    expect((await changesNothing(other)).details.reason).to.equal("REQUEST_ID_REUSED");
  });

  it("confirms a paid booking first whose event has not come, and the late event changes nothing", async () => {
    const { performanceId, bookingId, paymentIntentId } = await paid(["A1", "A2"]);
    expect(await cancel(bookingId, { seatIds: ["A1"], expectedRefund: 105_000 })).to.include({
      status: "confirmed",
    });
    await changesNothing(() => deliver(paymentIntentId));
    expect(await storedSeat(performanceId, "A2")).to.include({ status: "booked" });
    await giveBack(bookingId);
    await changesNothing(() => deliver(paymentIntentId));
    expect(await bookingOf(bookingId)).to.include({ status: "cancelled", cancelReason: "USER" });
  });

  it("reads the booking again where the read after it was confirmed fails", async () => {
    const { bookingId } = await paid(["A1", "A2"]);
    const answer = await withFault({ breakOff: status.CANCELLED }, "read bookings+paymentIntents 2", () =>
      cancel(bookingId, { expectedRefund: 210_000 }),
    );
    expect(answer).to.include({ status: "cancelled" });
    expect(answer.refund).to.include({ amount: 210_000 });
  });
});
