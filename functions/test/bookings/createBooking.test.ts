import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { shardOf, ticketCountKey } from "../../src/shared/ids.js";
import { book, clearDatabase, deliver, expire, openPerformance, pay } from "../support/world.js";
import { stored, storedSeat, ticketsOf } from "../support/documents.js";
import { refused } from "../support/unchanged.js";
import { waiting } from "../support/time.js";
import { db } from "../../src/firestore/database.js";

const soon = (milliseconds: number) => Timestamp.fromMillis(Date.now() + milliseconds);

describe("createBooking", () => {
  before(clearDatabase);

  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });

  describe("answers", () => {
    it("the booking, its price and until when it can be paid", async () => {
      const answer = await book("ann", performanceId, ["C3", "A1"]);
      expect(answer).to.deep.equal({
        bookingId: answer.bookingId,
        paymentIntentId: answer.paymentIntentId,
        status: "pending",
        seats: [
          { seatId: "C3", section: "S", price: 70_000 },
          { seatId: "A1", section: "VIP", price: 150_000 },
        ],
        totalAmount: 220_000,
        currency: "KRW",
        expiresAt: answer.expiresAt,
        serverTime: answer.serverTime,
      });
      expect(answer.bookingId).to.match(/^[A-Za-z0-9_-]{1,64}$/);
      expect(answer.paymentIntentId).to.match(/^[A-Za-z0-9_-]{1,64}$/);
      for (const time of [answer.expiresAt, answer.serverTime]) {
        expect(new Date(time).toISOString()).to.equal(time);
      }
      const lockedFor = Date.parse(answer.expiresAt) - Date.parse(answer.serverTime);
      expect(lockedFor).to.be.within(5 * 60_000 - 2_000, 5 * 60_000);
    });

    it("any way to pay that there is", async () => {
      const ways = ["CREDIT_CARD", "DEBIT_CARD", "KAKAO_PAY", "BANK_TRANSFER"];
      for (const [index, paymentMethod] of ways.entries()) {
        const answer = await book("ann", performanceId, [`A${index + 1}`], { paymentMethod });
        expect(await stored(`bookings/${answer.bookingId}`)).to.include({ paymentMethod });
      }
    });

    it("whoever says who they are, where it is true, and takes absent fields as null", async () => {
      await book("ann", performanceId, ["A1"], { userId: "ann" });
      await book("ann", performanceId, ["A2"], { userId: null, requestId: null });
    });
  });

  it("stores the booking, its intent, the locks and the count as the design names them", async () => {
    const { bookingId, paymentIntentId, expiresAt } = await book("ann", performanceId, ["A1", "C3"]);
    const booking = (await stored(`bookings/${bookingId}`))!;
    const times = {
      createdAt: booking["createdAt"] as Timestamp,
      updatedAt: booking["updatedAt"] as Timestamp,
    };
    const expires = Timestamp.fromDate(new Date(expiresAt));
    const common = {
      userId: "ann",
      performanceId,
      currency: "KRW",
      paymentMethod: "CREDIT_CARD",
      ...times,
    };
    expect(booking).to.deep.equal({
      ...common,
      seatIds: ["A1", "C3"],
      seats: [
        { seatId: "A1", section: "VIP", price: 150_000 },
        { seatId: "C3", section: "S", price: 70_000 },
      ],
      totalAmount: 220_000,
      paymentIntentId,
      status: "pending",
      cancelReason: null,
      expiresAt: expires,
      requestId: null,
      confirmedAt: null,
      refundPolicy: null,
      timeZone: "Asia/Seoul",
      performanceStartsAt: (await stored(`performances/${performanceId}`))!["startsAt"],
      cancelledSeats: [],
      refundedAmount: 0,
      feeKept: 0,
    });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.deep.equal({
      ...common,
      bookingId,
      seatIds: ["A1", "C3"],
      payBy: expires,
      dueAt: expires,
      shard: shardOf(paymentIntentId),
      amount: 220_000,
      status: "PENDING",
      attempt: null,
      cancelReason: null,
      failure: null,
      gateway: null,
      closedAt: null,
      refunded: 0,
      refunds: 0,
    });
    for (const seatId of ["A1", "C3"]) {
      expect(await storedSeat(performanceId, seatId)).to.deep.equal({
        performanceId,
        seatId,
        bookingId,
        status: "locked",
        lockedUntil: expires,
      });
    }
    expect(await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`)).to.deep.equal({
      userId: "ann",
      performanceId,
      tickets: 2,
      updatedAt: times.updatedAt,
    });
    expect(Math.abs(times.createdAt.toMillis() - Date.now())).to.be.lessThan(5_000);
  });

  describe("refuses", () => {
    it("a performance that is not there", async () => {
      expect(await refused(() => book("ann", "perf_nowhere", ["A1"]))).to.deep.equal({
        code: "not-found",
        details: { reason: "PERFORMANCE_NOT_FOUND" },
      });
    });

    it("seats that are not there, naming them, and locks none of the others", async () => {
      expect(await refused(() => book("ann", performanceId, ["A1", "A21", "Z1"]))).to.deep.equal({
        code: "not-found",
        details: { reason: "SEAT_NOT_FOUND", seatIds: ["A21", "Z1"] },
      });
    });

    it("seats that are taken, naming them, and locks none of the others", async () => {
      await book("ann", performanceId, ["A1", "A2"]);
      expect(await refused(() => book("ben", performanceId, ["A3", "A2", "A1", "A4"]))).to.deep.equal({
        code: "already-exists",
        details: { reason: "SEAT_TAKEN", seatIds: ["A2", "A1"] },
      });
      await book("ben", performanceId, ["A3", "A4"]);
    });

    it("seats that are booked, however long ago", async () => {
      const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      const { details } = await refused(() => book("ben", performanceId, ["A1"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    });

    it("seats that the caller holds already, like anyone's", async () => {
      await book("ann", performanceId, ["A1"]);
      const { details } = await refused(() => book("ann", performanceId, ["A1"]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    });

    it("before sales open, and after they close", async () => {
      const early = await openPerformance({ salesOpenAt: soon(60_000) });
      const notOpen = await refused(() => book("ann", early, ["A1"]));
      expect(notOpen.code).to.equal("failed-precondition");
      expect(notOpen.details.reason).to.equal("SALES_NOT_OPEN");
      const over = await openPerformance({ salesCloseAt: soon(-1_000) });
      const closed = await refused(() => book("ann", over, ["A1"]));
      expect(closed.code).to.equal("failed-precondition");
      expect(closed.details.reason).to.equal("SALES_CLOSED");
    });
  });

  describe("with a ticket limit", () => {
    const reason = "TICKET_LIMIT";
    const names = (row: string, count: number) => Array.from({ length: count }, (_, n) => `${row}${n + 1}`);

    it("lets a user hold that many, over several bookings, and not one more", async () => {
      await book("ann", performanceId, names("A", 6));
      await book("ann", performanceId, names("B", 4));
      expect(await refused(() => book("ann", performanceId, ["C1"]))).to.deep.equal({
        code: "resource-exhausted",
        details: { reason, limit: 10, held: 10 },
      });
    });

    it("takes the performance's own limit, also at the very first booking", async () => {
      const strict = await openPerformance({ maxTicketsPerUser: 2 });
      const { details } = await refused(() => book("ann", strict, ["A1", "A2", "A3"]));
      expect(details).to.deep.equal({ reason, limit: 2, held: 0 });
      await book("ann", strict, ["A1", "A2"]);
    });

    it("does not count the caller's own expired locks on the very seats asked for", async () => {
      const first = await book("ann", performanceId, names("A", 8));
      await expire(first.paymentIntentId);
      await book("ann", performanceId, names("A", 9));
      expect(await ticketsOf("ann", performanceId)).to.equal(9);
    });
  });

  it("prices by what the performance costs now, ten seconds after it changed at the latest", async () => {
    await book("ann", performanceId, ["A1"]);
    const sections = [
      { section: "VIP", name: "VIP", price: 1_000, rows: [{ row: "A", firstSeat: 1, lastSeat: 20 }] },
    ];
    await db.doc(`performances/${performanceId}`).update({ sections });
    const later = await waiting(10_000, () => book("ann", performanceId, ["A2"]));
    expect(later.totalAmount).to.equal(1_000);
  });
});
