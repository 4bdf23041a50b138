import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { sweep } from "../../src/triggers/sweep.js";
import {
  book,
  cancel,
  clearDatabase,
  endLease,
  expire,
  functions,
  held,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { stored, storedSeat, ticketsOf } from "../support/documents.js";
import { changesNothing } from "../support/unchanged.js";
import { logsOf } from "../support/logs.js";
import { db } from "../../src/firestore/database.js";

describe("sweepExpiredLocks", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    await runSweep(); // settles the payments of earlier tests
    ({ performanceId, bookingId, paymentIntentId } = await held());
  });
  const seat = (seatId: string) => storedSeat(performanceId, seatId);
  const booking = () => stored(`bookings/${bookingId}`);

  it("runs every minute", () => {
    expect(functions.sweepExpiredLocks.__endpoint.scheduleTrigger?.schedule).to.equal("every 1 minutes");
  });

  it("leaves what is still in time", () => changesNothing(runSweep));

  it("releases what expired: seats, payment and tickets", async () => {
    await expire(paymentIntentId);
    expect(await sweep()).to.deep.equal({ expired: 1 });
    expect(await booking()).to.include({ status: "cancelled", cancelReason: "EXPIRED" });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({
      status: "CANCELLED",
      cancelReason: "EXPIRED",
      dueAt: null,
    });
    for (const seatId of ["A1", "A2"]) expect(await seat(seatId)).to.be.undefined;
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
  });

  for (const [cvv, status, reason] of [
    ["121", "confirmed", null],
    ["122", "cancelled", "PAYMENT_FAILED"],
  ] as const) {
    it(`settles an outcome whose event never came: ${status}`, async () => {
      await pay("ann", paymentIntentId, { cvv });
      expect(await sweep()).to.deep.equal({ settled: 1 });
      expect(await booking()).to.include({ status, cancelReason: reason });
      expect((await seat("A1"))?.["status"]).to.equal(status === "confirmed" ? "booked" : undefined);
      await changesNothing(runSweep);
    });
  }

  it("asks what became of a charge that no one finished, and confirms what was charged", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await db
      .doc(`simulatedCharges/${paymentIntentId}`)
      .set({ failure: null, amount: 300_000, currency: "KRW" });
    await endLease(paymentIntentId);
    expect(await sweep()).to.deep.equal({ "rolled forward": 1 });
    expect(await booking()).to.include({ status: "confirmed" });
    expect(await stored(`ledgerEntries/${paymentIntentId}_charge_debit`)).to.include({ amount: 300_000 });
  });

  it("closes a charge that never was, so that it can never be, and frees the seats", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await endLease(paymentIntentId);
    expect(await sweep()).to.deep.equal({ "rolled forward": 1 });
    expect(await booking()).to.include({ status: "cancelled", cancelReason: "PAYMENT_FAILED" });
    expect(await seat("A1")).to.be.undefined;
    expect(await changesNothing(() => pay("ann", paymentIntentId))).to.include({ status: "FAILURE" });
  });

  it("leaves a payment to whoever has claimed it until the lease is up", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await changesNothing(runSweep);
    expect(await booking()).to.include({ status: "pending" });
  });

  it("does no harm twice at once", async () => {
    await expire(paymentIntentId);
    await Promise.all([runSweep(), runSweep(), runSweep()]);
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    await changesNothing(runSweep);
  });

  it("leaves a seat that was taken over with its new booking", async () => {
    await expire(paymentIntentId);
    const taken = await book("ben", performanceId, ["A1"]);
    await changesNothing(runSweep);
    expect(await seat("A1")).to.include({ bookingId: taken.bookingId });
  });

  it("mends what it can where one purchase cannot be mended, and says which", async () => {
    const broken = await book("ben", performanceId, ["B1"]);
    await expire(paymentIntentId);
    await expire(broken.paymentIntentId);
    await db.doc(`bookings/${broken.bookingId}`).update({ seatIds: [] });
    const logs = await logsOf(runSweep);
    expect(await booking()).to.include({ cancelReason: "EXPIRED" });
    expect(logs).to.include("purchase.sweep-failed").and.include(broken.paymentIntentId);
    await db.doc(`bookings/${broken.bookingId}`).update({ seatIds: ["B1"] });
    expect(await sweep()).to.deep.equal({ expired: 1 });
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
    const { expired } = await sweep();
    expect(expired).to.be.greaterThan(300);
    const left = (await sweep()).expired ?? 0;
    expect(expired! + left).to.equal(320);
  });

  it("answers a user who cancelled just before as it should", async () => {
    await cancel("ann", bookingId);
    await expire(paymentIntentId);
    await runSweep();
    expect(await booking()).to.include({ cancelReason: "USER" });
  });
});
