import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { seatKey, ticketCountKey } from "../../src/shared/ids.js";
import { simulatedGateway } from "../../src/payments/gateways/simulated/simulated.js";
import { sweep as sweepOnce } from "../../src/triggers/sweep.js";
import { assertSettled } from "../support/invariants.js";
import { logsOf } from "../support/logs.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  call,
  claimed,
  clearDatabase,
  endLease,
  functions,
  openPerformance,
  pay,
  refusal,
  runOut,
  sweep,
} from "../support/world.js";
import { db } from "../../src/firestore/database.js";

const stored = async (path: string) => (await db.doc(path).get()).data();

describe("sweepExpiredLocks", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    await sweep(); // settles the payments of earlier tests
    performanceId = await openPerformance();
    ({ bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]));
  });
  const seat = (seatId: string) => stored(`occupiedSeats/${seatKey(performanceId, seatId)}`);
  const booking = () => stored(`bookings/${bookingId}`);

  it("runs every minute", () => {
    expect(functions.sweepExpiredLocks.__endpoint.scheduleTrigger?.schedule).to.equal("every 1 minutes");
  });

  it("leaves what is still in time", () => changesNothing(() => sweep()));

  it("releases what ran out: seats, payment and tickets", async () => {
    await runOut(paymentIntentId);
    expect(await sweepOnce()).to.deep.equal({ expired: 1 });
    expect(await booking()).to.include({ status: "cancelled", cancelReason: "EXPIRED" });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({
      status: "CANCELLED",
      cancelReason: "EXPIRED",
      dueAt: null,
    });
    expect([await seat("A1"), await seat("A2")]).to.deep.equal([undefined, undefined]);
    const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
    expect(count).to.include({ tickets: 0 });
  });

  for (const [cvv, status, reason] of [
    ["121", "confirmed", null],
    ["122", "cancelled", "PAYMENT_FAILED"],
  ] as const) {
    it(`settles an outcome whose event never came: ${status}`, async () => {
      await pay("ann", paymentIntentId, { cvv });
      expect(await sweepOnce()).to.deep.equal({ settled: 1 });
      expect(await booking()).to.include({ status, cancelReason: reason });
      expect((await seat("A1"))?.["status"]).to.equal(status === "confirmed" ? "booked" : undefined);
      await changesNothing(() => sweep());
    });
  }

  it("asks what became of a charge that no one finished, and confirms what was charged", async () => {
    await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
    await db
      .doc(`simulatedCharges/${paymentIntentId}`)
      .set({ failure: null, amount: 300_000, currency: "KRW" });
    await endLease(paymentIntentId);
    expect(await sweepOnce()).to.deep.equal({ "rolled forward": 1 });
    expect(await booking()).to.include({ status: "confirmed" });
    expect(await stored(`ledgerEntries/${paymentIntentId}_charge_debit`)).to.include({ amount: 300_000 });
  });

  it("closes a charge that never was, so that it can never be, and frees the seats", async () => {
    await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
    await endLease(paymentIntentId);
    expect(await sweepOnce()).to.deep.equal({ "rolled forward": 1 });
    expect(await booking()).to.include({ status: "cancelled", cancelReason: "PAYMENT_FAILED" });
    expect(await seat("A1")).to.be.undefined;
    expect(await changesNothing(() => pay("ann", paymentIntentId))).to.include({ status: "FAILURE" });
  });

  it("leaves a payment to whoever has claimed it until the lease is up", async () => {
    await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
    await changesNothing(() => sweep());
    expect(await booking()).to.include({ status: "pending" });
  });

  it("does no harm twice at once", async () => {
    await runOut(paymentIntentId);
    await Promise.all([sweep(), sweep(), sweep()]);
    const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
    expect(count).to.include({ tickets: 0 });
    await changesNothing(() => sweep());
  });

  it("leaves a seat that was taken over with its new booking", async () => {
    await runOut(paymentIntentId);
    const taken = await book("ben", performanceId, ["A1"]);
    await changesNothing(() => sweep());
    expect(await seat("A1")).to.include({ bookingId: taken.bookingId });
  });

  it("mends what it can where one purchase cannot be mended, and says which", async () => {
    const broken = await book("ben", performanceId, ["B1"]);
    await runOut(paymentIntentId);
    await runOut(broken.paymentIntentId);
    await db.doc(`bookings/${broken.bookingId}`).update({ seatIds: [] });
    const logs = await logsOf(() => sweep());
    expect(await booking()).to.include({ cancelReason: "EXPIRED" });
    expect(logs).to.include("purchase.sweep-failed").and.include(broken.paymentIntentId);
    await db.doc(`bookings/${broken.bookingId}`).update({ seatIds: ["B1"] });
    expect(await sweepOnce()).to.deep.equal({ expired: 1 });
  });

  it("gets through more than one page of what is due", async function () {
    this.timeout(30_000);
    const past = Timestamp.fromMillis(Date.now() - 1_000);
    const template = {
      intent: (await stored(`paymentIntents/${paymentIntentId}`))!,
      booking: (await booking())!,
    };
    for (let page = 0; page < 2; page++) {
      const batch = db.batch();
      for (let index = 0; index < 160; index++) {
        const id = `${process.pid}_${page}_${index}`;
        const booking = { ...template.booking, seatIds: ["A1"], paymentIntentId: `pi_${id}` };
        batch.set(db.doc(`bookings/bk_${id}`), {
          ...booking,
          performanceId: "perf_of_many",
          expiresAt: past,
        });
        batch.set(db.doc(`paymentIntents/pi_${id}`), {
          ...template.intent,
          bookingId: `bk_${id}`,
          dueAt: past,
        });
      }
      await batch.commit();
    }
    const { expired } = await sweepOnce();
    expect(expired).to.be.greaterThan(300);
    const left = (await sweepOnce()).expired ?? 0;
    expect(expired! + left).to.equal(320);
  });

  it("answers a user who cancelled just before as it should", async () => {
    await call(functions.cancelBooking, "ann", { bookingId });
    await runOut(paymentIntentId);
    await sweep();
    expect(await booking()).to.include({ cancelReason: "USER" });
  });

  describe("where the gateway hangs", () => {
    const { close } = simulatedGateway;
    afterEach(() => Object.assign(simulatedGateway, { close }));

    it("does first what needs no gateway, and closes no more than fifty payments at once", async function () {
      this.timeout(60_000);
      await clearDatabase();
      const performanceId = await openPerformance({ maxTicketsPerUser: 100 });
      const seatIds = ["A", "B", "C"].flatMap((row) =>
        Array.from({ length: 20 }, (_, index) => `${row}${index + 1}`),
      );
      const dead = seatIds.slice(0, 58);
      for (const seatId of dead) {
        const made = await book("ann", performanceId, [seatId]);
        await claimed(made.paymentIntentId, "at_dead");
        await endLease(made.paymentIntentId);
      }
      const unpaid = await book("ben", performanceId, ["C19"]);
      await runOut(unpaid.paymentIntentId);
      const state = { atOnce: 0, most: 0, closed: 0 };
      let answer = () => {};
      const answered = new Promise<void>((resolve) => (answer = resolve));
      Object.assign(simulatedGateway, {
        async close(key: string) {
          state.most = Math.max(state.most, ++state.atOnce);
          await answered;
          state.atOnce--;
          state.closed++;
          return close(key);
        },
      });
      const swept = sweep();
      while (state.atOnce < 50) await setTimeout(10);
      expect(await stored(`bookings/${unpaid.bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "EXPIRED",
      });
      answer();
      await swept;
      expect(state).to.deep.equal({ atOnce: 0, most: 50, closed: dead.length });
      await assertSettled();
    });
  });
});
