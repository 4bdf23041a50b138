import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { randomUUID } from "node:crypto";
import { seatKey, ticketCountKey } from "../../src/domain/ids.js";
import { db } from "../../src/store/collections.js";
import { waiting } from "../support/time.js";
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
  type Refused,
  runOut,
  sweep,
} from "../support/world.js";

const stored = async (path: string) => (await db.doc(path).get()).data();
const soon = (milliseconds: number) => Timestamp.fromMillis(Date.now() + milliseconds);

/** The refusal of a booking, which must have written nothing. */
const refused = (...booking: Parameters<typeof book>): Promise<Refused> =>
  changesNothing(() => refusal(book(...booking)));

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
      expiresAt: expires,
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
      requestId: null,
      confirmedAt: null,
    });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.deep.equal({
      ...common,
      bookingId,
      amount: 220_000,
      status: "PENDING",
      attempt: null,
      failure: null,
      gateway: null,
    });
    for (const seatId of ["A1", "C3"]) {
      expect(await stored(`occupiedSeats/${seatKey(performanceId, seatId)}`)).to.deep.equal({
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
      const { code, details } = await refused("ann", "perf_nowhere", ["A1"]);
      expect({ code, details }).to.deep.equal({
        code: "not-found",
        details: { reason: "PERFORMANCE_NOT_FOUND" },
      });
    });

    it("seats that are not there, naming them, and locks none of the others", async () => {
      const { code, details } = await refused("ann", performanceId, ["A1", "A21", "Z1"]);
      expect({ code, details }).to.deep.equal({
        code: "not-found",
        details: { reason: "SEAT_NOT_FOUND", seatIds: ["A21", "Z1"] },
      });
    });

    it("seats that are taken, naming them, and locks none of the others", async () => {
      await book("ann", performanceId, ["A1", "A2"]);
      const { code, details } = await refused("ben", performanceId, ["A3", "A2", "A1", "A4"]);
      expect({ code, details }).to.deep.equal({
        code: "already-exists",
        details: { reason: "SEAT_TAKEN", seatIds: ["A2", "A1"] },
      });
      await book("ben", performanceId, ["A3", "A4"]);
    });

    it("seats that are booked, however long ago", async () => {
      const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      const { details } = await refused("ben", performanceId, ["A1"]);
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    });

    it("seats that the caller holds already, like anyone's", async () => {
      await book("ann", performanceId, ["A1"]);
      const { details } = await refused("ann", performanceId, ["A1"]);
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A1"] });
    });

    it("before sales open, and after they close", async () => {
      const early = await openPerformance({ salesOpenAt: soon(60_000) });
      const notOpen = await refused("ann", early, ["A1"]);
      expect(notOpen.code).to.equal("failed-precondition");
      expect(notOpen.details.reason).to.equal("SALES_NOT_OPEN");
      const over = await openPerformance({ salesCloseAt: soon(-1_000) });
      const closed = await refused("ann", over, ["A1"]);
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
      const { code, details } = await refused("ann", performanceId, ["C1"]);
      expect({ code, details }).to.deep.equal({
        code: "resource-exhausted",
        details: { reason, limit: 10, held: 10 },
      });
    });

    it("takes the performance's own limit, also at the very first booking", async () => {
      const strict = await openPerformance({ maxTicketsPerUser: 2 });
      const { details } = await refused("ann", strict, ["A1", "A2", "A3"]);
      expect(details).to.deep.equal({ reason, limit: 2, held: 0 });
      await book("ann", strict, ["A1", "A2"]);
    });

    it("counts what is paid, and nobody else's", async () => {
      const strict = await openPerformance({ maxTicketsPerUser: 2 });
      const { paymentIntentId } = await book("ann", strict, ["A1", "A2"]);
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      expect((await refused("ann", strict, ["A3"])).details).to.deep.equal({ reason, limit: 2, held: 2 });
      await book("ben", strict, ["A3", "A4"]);
    });

    it("gives back what was cancelled, declined or expired", async () => {
      const strict = await openPerformance({ maxTicketsPerUser: 2 });
      const cancelled = await book("ann", strict, ["A1", "A2"]);
      await call(functions.cancelBooking, "ann", { bookingId: cancelled.bookingId });
      const declined = await book("ann", strict, ["A1", "A2"]);
      await pay("ann", declined.paymentIntentId, { cvv: "122" });
      await deliver(declined.paymentIntentId);
      const expired = await book("ann", strict, ["A1", "A2"]);
      await runOut(expired.paymentIntentId);
      await sweep();
      await book("ann", strict, ["A1", "A2"]);
    });

    it("does not count the caller's own locks that ran out, before any sweep", async () => {
      const first = await book("ann", performanceId, names("A", 8));
      await runOut(first.paymentIntentId);
      await book("ann", performanceId, names("B", 9));
      const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
      expect(count).to.include({ tickets: 9 });
      expect(await stored(`bookings/${first.bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "EXPIRED",
      });
    });

    it("does not count the caller's own locks that ran out on the very seats asked for", async () => {
      const first = await book("ann", performanceId, names("A", 8));
      await runOut(first.paymentIntentId);
      await book("ann", performanceId, names("A", 9));
      const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
      expect(count).to.include({ tickets: 9 });
    });

    it("writes nothing where even without the locks that ran out there is no room", async () => {
      await book("ann", performanceId, names("A", 8));
      const { paymentIntentId } = await book("ann", performanceId, ["C1"]);
      await runOut(paymentIntentId);
      const { details } = await refused("ann", performanceId, names("B", 3));
      expect(details).to.deep.equal({ reason, limit: 10, held: 8 });
    });
  });

  describe("takes a lock over that ran out", () => {
    it("with no sweep, and gives all the other seats back in the same step", async () => {
      const old = await book("ann", performanceId, ["A1", "A2", "A3"]);
      await runOut(old.paymentIntentId);
      const { bookingId } = await book("ben", performanceId, ["A2", "B1"]);
      expect(await stored(`occupiedSeats/${seatKey(performanceId, "A2")}`)).to.include({ bookingId });
      expect(await stored(`occupiedSeats/${seatKey(performanceId, "A1")}`)).to.be.undefined;
      expect(await stored(`occupiedSeats/${seatKey(performanceId, "A3")}`)).to.be.undefined;
      expect(await stored(`bookings/${old.bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "EXPIRED",
      });
      expect(await stored(`paymentIntents/${old.paymentIntentId}`)).to.include({ status: "CANCELLED" });
      expect(await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`)).to.include({ tickets: 0 });
    });

    it("of several bookings at once", async () => {
      const old = [await book("ann", performanceId, ["A1", "A2"]), await book("cat", performanceId, ["A3"])];
      for (const { paymentIntentId } of old) await runOut(paymentIntentId);
      await book("ben", performanceId, ["A3", "A1"]);
      for (const { bookingId } of old) {
        expect(await stored(`bookings/${bookingId}`)).to.include({ cancelReason: "EXPIRED" });
      }
    });

    it("not where its payment is under way: that holds the seat past its time", async () => {
      const { paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
      await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
      await runOut(paymentIntentId);
      const { details } = await refused("ben", performanceId, ["A2", "A3"]);
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
    });

    it("not where it was paid and no event has come yet", async () => {
      const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
      await pay("ann", paymentIntentId);
      await runOut(paymentIntentId);
      expect((await refused("ben", performanceId, ["A1"])).details.reason).to.equal("SEAT_TAKEN");
    });

    it("also where the payment was declined and no event has come yet", async () => {
      const old = await book("ann", performanceId, ["A1"]);
      await pay("ann", old.paymentIntentId, { cvv: "122" });
      await runOut(old.paymentIntentId);
      await book("ben", performanceId, ["A1"]);
      expect(await stored(`bookings/${old.bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
      await deliver(old.paymentIntentId);
      expect((await refused("cat", performanceId, ["A1"])).details.reason).to.equal("SEAT_TAKEN");
    });
  });

  describe("with a requestId", () => {
    let requestId: string;
    beforeEach(() => {
      requestId = randomUUID();
    });
    const again = (seatIds = ["A1", "A2"], extra: object = {}) =>
      book("ann", performanceId, seatIds, { requestId, ...extra });
    const known = ({ serverTime: _, ...answer }: Awaited<ReturnType<typeof book>>) => answer;

    it("answers the first booking again, and makes no other", async () => {
      const first = await again();
      const second = await changesNothing(() => again());
      expect(known(second)).to.deep.equal(known(first));
      expect(await stored(`bookings/${first.bookingId}`)).to.include({ requestId });
    });

    it("answers the same for the same in other words: seats in another order, the id in capitals", async () => {
      const first = await again();
      const second = await again(["A2", "A1"], { requestId: requestId.toUpperCase(), userId: "ann" });
      expect(known(second)).to.deep.equal(known(first));
    });

    it("answers ten calls at once with one booking", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => again()));
      expect(new Set(answers.map((answer) => answer.bookingId)).size).to.equal(1);
      const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
      expect(count).to.include({ tickets: 2 });
    });

    it("answers the booking as it is by now", async () => {
      const { paymentIntentId } = await again();
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      expect((await again()).status).to.equal("confirmed");
    });

    it("answers a booking that was cancelled, and books nothing anew", async () => {
      const { bookingId } = await again();
      await call(functions.cancelBooking, "ann", { bookingId });
      const second = await changesNothing(() => again());
      expect(second).to.include({ bookingId, status: "cancelled" });
    });

    it("answers a booking that ran out, and does not take its own lock over", async () => {
      const { bookingId, paymentIntentId } = await again();
      await runOut(paymentIntentId);
      const second = await changesNothing(() => again());
      expect(second.bookingId).to.equal(bookingId);
      await sweep();
      expect(await again()).to.include({ bookingId, status: "cancelled" });
    });

    it("refuses other contents, naming the first booking", async () => {
      const { bookingId } = await again();
      const elsewhere = await openPerformance();
      const others: Parameters<typeof book>[] = [
        ["ann", performanceId, ["A1"], { requestId }],
        ["ann", performanceId, ["A1", "A3"], { requestId }],
        ["ann", performanceId, ["A1", "A2", "A3"], { requestId }],
        ["ann", performanceId, ["A1", "A2"], { requestId, paymentMethod: "TOSS_PAY" }],
        ["ann", elsewhere, ["A1", "A2"], { requestId }],
        ["ann", "perf_nowhere", ["A1", "A2"], { requestId }],
        ["ann", performanceId, ["A1", "Z9"], { requestId }],
      ];
      for (const other of others) {
        const { code, details } = await refused(...other);
        expect({ code, details }, JSON.stringify(other)).to.deep.equal({
          code: "failed-precondition",
          details: { reason: "REQUEST_ID_REUSED", bookingId },
        });
      }
    });

    it("means nothing between users: the same id is another purchase", async () => {
      const { bookingId } = await again();
      const other = await book("ben", performanceId, ["B1"], { requestId });
      expect(other.bookingId).to.not.equal(bookingId);
    });

    it("answers after the sales have closed, when a new booking is refused", async () => {
      const first = await again();
      await db.doc(`performances/${performanceId}`).update({ salesCloseAt: soon(-1_000) });
      await waiting(10_000, async () => {
        expect(known(await changesNothing(() => again()))).to.deep.equal(known(first));
      });
      const { details } = await refused("ann", performanceId, ["B1"], { requestId: randomUUID() });
      expect(details.reason).to.equal("SALES_CLOSED");
    });

    it("answers when the user is at the limit, and when the seats are taken: by the booking itself", async () => {
      await again();
      await book("ann", performanceId, ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]);
      await changesNothing(() => again());
    });

    it("can be used again where the first request was refused", async () => {
      const { paymentIntentId } = await book("ben", performanceId, ["A1"]);
      expect((await refusal(again())).details.reason).to.equal("SEAT_TAKEN");
      await runOut(paymentIntentId);
      expect((await again()).status).to.equal("pending");
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
