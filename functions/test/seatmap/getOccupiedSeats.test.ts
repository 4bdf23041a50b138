import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import {
  book,
  call,
  deliver,
  expire,
  functions,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { changesNothing, refused } from "../support/unchanged.js";

const seatsOf = (performanceId: string, request: object = {}, userId: string | null = null) =>
  call(functions.getOccupiedSeats, userId, { performanceId, ...request });

/** Returns the ids of the occupied seats, sorted. */
const occupied = async (...asked: Parameters<typeof seatsOf>) =>
  (await seatsOf(...asked)).seats.map((seat) => seat.seatId).sort();

describe("getOccupiedSeats", () => {
  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });

  it("answers each seat that is locked, until when, and each that is booked", async () => {
    const locked = await book("ann", performanceId, ["A1"]);
    const paid = await book("ben", performanceId, ["A2"]);
    await pay("ben", paid.paymentIntentId);
    await deliver(paid.paymentIntentId);
    const answer = await changesNothing(() => seatsOf(performanceId));
    expect(answer).to.have.all.keys("performanceId", "seats", "nextCursor", "serverTime");
    expect(answer.performanceId).to.equal(performanceId);
    expect(answer.seats).to.have.deep.members([
      { seatId: "A1", status: "locked", lockedUntil: locked.expiresAt },
      { seatId: "A2", status: "booked", lockedUntil: null },
    ]);
    expect(new Date(answer.serverTime).toISOString()).to.equal(answer.serverTime);
    expect(Math.abs(Date.parse(answer.serverTime) - Date.now())).to.be.lessThan(5_000);
  });

  it("names no user and no booking", async () => {
    const { bookingId, paymentIntentId } = await book("ann_the_buyer", performanceId, ["A1"]);
    const answers = [await seatsOf(performanceId), await seatsOf(performanceId, { seatIds: ["A1"] })];
    expect(JSON.stringify(answers)).to.not.match(new RegExp(`ann_the_buyer|${bookingId}|${paymentIntentId}`));
  });

  it("is for everyone: signed out, signed in, and whoever says truly who they are", async () => {
    await book("ann", performanceId, ["A1"]);
    expect(await occupied(performanceId)).to.deep.equal(["A1"]);
    expect(await occupied(performanceId, {}, "ben")).to.deep.equal(["A1"]);
    expect(await occupied(performanceId, { userId: "ben" }, "ben")).to.deep.equal(["A1"]);
    expect(await refused(() => seatsOf(performanceId, { userId: "ann" }, "ben"))).to.deep.equal({
      code: "permission-denied",
      details: { reason: "USER_MISMATCH" },
    });
  });

  it("answers an empty house with no seats", async () => {
    expect((await seatsOf(performanceId)).seats).to.deep.equal([]);
    expect((await seatsOf(performanceId, { seatIds: ["A1"] })).seats).to.deep.equal([]);
  });

  it("knows performances apart", async () => {
    const other = await openPerformance();
    await book("ann", other, ["A1"]);
    expect(await occupied(performanceId)).to.deep.equal([]);
    expect(await occupied(performanceId, { seatIds: ["A1"] })).to.deep.equal([]);
  });

  describe("of the seats asked for", () => {
    beforeEach(() => book("ann", performanceId, ["A1", "A2", "C3"]));

    for (const [form, seatIds] of Object.entries({
      "as an array": ["A1", "C3", "B1"],
      "as one string": "A1,C3,B1",
      "as one string with spaces": " A1, C3 ,B1 ",
      "some twice": ["A1", "A1", "C3", "C3", "B1"],
    })) {
      it(`${form}, answers the occupied ones, each once`, async () => {
        expect(await occupied(performanceId, { seatIds })).to.deep.equal(["A1", "C3"]);
      });
    }

    it("takes all where none are named: null, or nothing", async () => {
      expect(await occupied(performanceId, { seatIds: null })).to.deep.equal(["A1", "A2", "C3"]);
      expect(await occupied(performanceId)).to.deep.equal(["A1", "A2", "C3"]);
    });

    it("takes the whole house, sixty seats, as an array or as one string", async () => {
      const all = ["A", "B", "C"].flatMap((row) => Array.from({ length: 20 }, (_, n) => `${row}${n + 1}`));
      expect(await occupied(performanceId, { seatIds: all })).to.deep.equal(["A1", "A2", "C3"]);
      expect(await occupied(performanceId, { seatIds: all.join() })).to.deep.equal(["A1", "A2", "C3"]);
    });

    it("refuses those that are not there, naming them", async () => {
      for (const seatIds of [["A1", "Z1", "A21"], "A1,Z1,A21"]) {
        expect(await refused(() => seatsOf(performanceId, { seatIds }))).to.deep.equal({
          code: "not-found",
          details: { reason: "SEAT_NOT_FOUND", seatIds: ["Z1", "A21"] },
        });
      }
    });
  });

  it("refuses a performance that is not there", async () => {
    expect(await refused(() => seatsOf("perf_nowhere"))).to.deep.equal({
      code: "not-found",
      details: { reason: "PERFORMANCE_NOT_FOUND" },
    });
  });

  it("shows the seats of a performance whose sales are closed, or not open yet", async () => {
    const past = Timestamp.fromMillis(Date.now() - 1_000);
    const future = Timestamp.fromMillis(Date.now() + 60_000);
    expect(await occupied(await openPerformance({ salesCloseAt: past }))).to.deep.equal([]);
    expect(await occupied(await openPerformance({ salesOpenAt: future }))).to.deep.equal([]);
  });

  describe("and time", () => {
    for (const [asked, request] of Object.entries({ all: {}, "those asked for": { seatIds: "A1,A2,B1" } })) {
      it(`leaves locks that ran out out, of ${asked}: such a seat can be booked`, async () => {
        const old = await book("ann", performanceId, ["A1", "A2"]);
        await book("ben", performanceId, ["B1"]);
        await expire(old.paymentIntentId);
        expect(await occupied(performanceId, request)).to.deep.equal(["B1"]);
        await runSweep();
        expect(await occupied(performanceId, request)).to.deep.equal(["B1"]);
        await book("cat", performanceId, ["A1"]);
      });

      it(`keeps a seat that a payment holds past its time, of ${asked}: it cannot be booked`, async () => {
        const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
        await refusal(pay("ann", paymentIntentId, UNANSWERED));
        await expire(paymentIntentId);
        expect(await occupied(performanceId, request)).to.deep.equal(["A1"]);
        expect((await refusal(book("ben", performanceId, ["A1"]))).details.reason).to.equal("SEAT_TAKEN");
      });

      it(`keeps a seat that is paid for and waits for its event, of ${asked}`, async () => {
        const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
        await pay("ann", paymentIntentId);
        await expire(paymentIntentId);
        expect(await occupied(performanceId, request)).to.deep.equal(["A1"]);
      });
    }
  });
});
