import { expect } from "chai";
import {
  book,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  expire,
  held,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { stored, storedSeat, ticketsOf } from "../support/documents.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { tell } from "../support/told.js";
import { db } from "../../src/firestore/database.js";

/** Reads the amounts charged for an intent, from the ledger and from the gateway's record. */
async function charged(paymentIntentId: string) {
  const entry = async (direction: string) => stored(`ledgerEntries/${paymentIntentId}_charge_${direction}`);
  const record = await stored(`simulatedCharges/${paymentIntentId}`);
  return {
    debit: (await entry("debit"))?.["amount"] as unknown,
    credit: (await entry("credit"))?.["amount"] as unknown,
    gateway: record?.["failure"] === null ? (record["amount"] as unknown) : undefined,
  };
}
const nothing = { debit: undefined, credit: undefined, gateway: undefined };
const once = (amount: number) => ({ debit: amount, credit: amount, gateway: amount });

describe("executePayment", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    ({ performanceId, bookingId, paymentIntentId } = await held(["A1", "C1"]));
  });

  describe("with a CVV that ends in", () => {
    // The codes are written again on purpose, independent of the simulated gateway.
    const codes = {
      0: null,
      1: null,
      2: "INSUFFICIENT_FUNDS",
      3: "INVALID_CVV",
      4: "CARD_EXPIRED",
      5: "SERVER_ERROR",
      6: "PG_TIMEOUT",
      7: "GENERIC_DECLINE",
      8: "GENERIC_DECLINE",
      9: null,
    };
    for (const [digit, code] of Object.entries(codes)) {
      it(`${digit} answers ${code ?? "SUCCESS"}`, async () => {
        const answer = await pay("ann", paymentIntentId, {
          cvv: Number(digit) % 2 === 0 ? `98${digit}` : `765${digit}`,
        });
        expect(answer).to.deep.equal({
          paymentIntentId,
          bookingId,
          status: code === null ? "SUCCESS" : "FAILURE",
          failure: code === null ? null : { code, message: answer.failure?.message },
          amount: 220_000,
          currency: "KRW",
        });
        if (code !== null) expect(answer.failure?.message).to.be.a("string").that.is.not.empty;
        expect(await charged(paymentIntentId)).to.deep.equal(code === null ? once(220_000) : nothing);
      });
    }
  });

  it("confirms the booking and books its seats, once the event has come", async () => {
    await pay("ann", paymentIntentId);
    expect(await stored(`bookings/${bookingId}`)).to.include({ status: "pending" });
    await deliver(paymentIntentId);
    const booking = await stored(`bookings/${bookingId}`);
    expect(booking).to.include({ status: "confirmed", cancelReason: null });
    expect(booking?.["confirmedAt"]).to.not.be.null;
    for (const seatId of ["A1", "C1"]) {
      const seat = await storedSeat(performanceId, seatId);
      expect(seat).to.include({ status: "booked", lockedUntil: null, bookingId });
    }
  });

  it("cancels a declined booking, frees its seats and gives the tickets back, once the event has come", async () => {
    await pay("ann", paymentIntentId, { cvv: "123" });
    await deliver(paymentIntentId);
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "PAYMENT_FAILED",
      confirmedAt: null,
    });
    for (const seatId of ["A1", "C1"]) {
      expect(await storedSeat(performanceId, seatId)).to.be.undefined;
    }
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    expect((await book("ben", performanceId, ["A1", "C1"])).status).to.equal("pending");
  });

  it("keeps the booked price, whatever the performance costs by now", async () => {
    await db.doc(`performances/${performanceId}`).update({ sections: [] });
    expect((await pay("ann", paymentIntentId)).amount).to.equal(220_000);
    expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
  });

  describe("again", () => {
    it("answers the stored success, whatever the card, and charges nothing", async () => {
      const first = await pay("ann", paymentIntentId);
      for (const cvv of ["121", "122"]) {
        const answer = await changesNothing(() => pay("ann", paymentIntentId, { cvv, token: "tok_other" }));
        expect(answer).to.deep.equal(first);
      }
      await deliver(paymentIntentId);
      expect(await changesNothing(() => pay("ann", paymentIntentId))).to.deep.equal(first);
    });

    it("answers the stored failure, also with a card that is good", async () => {
      const first = await pay("ann", paymentIntentId, { cvv: "124" });
      expect(await changesNothing(() => pay("ann", paymentIntentId))).to.deep.equal(first);
      await deliver(paymentIntentId);
      expect(await changesNothing(() => pay("ann", paymentIntentId))).to.deep.equal(first);
      expect(await charged(paymentIntentId)).to.deep.equal(nothing);
    });

    it("ten times at once charges once, and each call answers the outcome or that it is under way", async () => {
      const calls = Array.from({ length: 10 }, () => tell(pay("ann", paymentIntentId)));
      const told = new Set(await Promise.all(calls));
      expect(told).to.include("SUCCESS");
      for (const each of told) expect(each).to.be.oneOf(["SUCCESS", "PAYMENT_IN_PROGRESS"]);
      expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
    });
  });

  describe("refuses, and charges nothing for,", () => {
    afterEach(async () => expect(await charged(paymentIntentId)).to.deep.equal(nothing));

    it("a payment that is not there", async () => {
      expect(await refused(() => pay("ann", "pi_nowhere"))).to.deep.equal({
        code: "not-found",
        details: { reason: "PAYMENT_INTENT_NOT_FOUND" },
      });
    });

    it("another user's payment, in the same words as one that is not there", async () => {
      const told = async (id: string) => {
        const { code, details, message } = await changesNothing(() => refusal(pay("ben", id)));
        return { code, details, message };
      };
      expect(await told(paymentIntentId)).to.deep.equal(await told("pi_nowhere"));
    });

    it("a booking's id in place of its payment's", async () => {
      expect((await refused(() => pay("ann", bookingId))).details.reason).to.equal(
        "PAYMENT_INTENT_NOT_FOUND",
      );
    });

    it("a booking that expired, swept or not", async () => {
      await expire(paymentIntentId);
      const expired = { code: "failed-precondition", details: { reason: "BOOKING_EXPIRED" } };
      expect(await refused(() => pay("ann", paymentIntentId))).to.deep.equal(expired);
      await runSweep();
      expect(await refused(() => pay("ann", paymentIntentId))).to.deep.equal(expired);
    });

    it("a booking that expired and whose seat was taken over", async () => {
      await expire(paymentIntentId);
      await book("ben", performanceId, ["A1"]);
      expect((await refused(() => pay("ann", paymentIntentId))).details).to.deep.equal({
        reason: "BOOKING_EXPIRED",
      });
    });

    it("a booking that its user cancelled", async () => {
      await cancel("ann", bookingId);
      expect(await refused(() => pay("ann", paymentIntentId))).to.deep.equal({
        code: "failed-precondition",
        details: { reason: "BOOKING_NOT_PENDING", status: "cancelled" },
      });
    });
  });

  describe("through a gateway that", () => {
    it("answers nothing and charged nothing says so, and lets the user try again at once", async () => {
      const { code, details } = await refusal(pay("ann", paymentIntentId, UNANSWERED));
      expect({ code, details }).to.deep.equal({
        code: "unavailable",
        details: { reason: "GATEWAY_UNAVAILABLE" },
      });
      expect(await charged(paymentIntentId)).to.deep.equal(nothing);
      expect((await pay("ann", paymentIntentId)).status).to.equal("SUCCESS");
      expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
    });

    it("charged and answers nothing is asked, and the charge found", async () => {
      const answer = await pay("ann", paymentIntentId, { token: "tok_timeout_after_charge" });
      expect(answer.status).to.equal("SUCCESS");
      expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
    });

    it("declined and answers nothing is asked, and the decline found", async () => {
      const answer = await pay("ann", paymentIntentId, { token: "tok_timeout_after_charge", cvv: "122" });
      expect(answer.failure?.code).to.equal("INSUFFICIENT_FUNDS");
    });

    it("never answers loses the booking in time, and nobody is charged", async () => {
      await refusal(pay("ann", paymentIntentId, UNANSWERED));
      await expire(paymentIntentId);
      await runSweep();
      expect(await stored(`bookings/${bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "PAYMENT_FAILED",
      });
      const answer = await changesNothing(() => pay("ann", paymentIntentId));
      expect(answer).to.include({ status: "FAILURE" });
      expect(await charged(paymentIntentId)).to.deep.equal(nothing);
    });

    it("takes its time keeps every other call off meanwhile", async () => {
      const slow = pay("ann", paymentIntentId, { token: "tok_slow" });
      while ((await stored(`paymentIntents/${paymentIntentId}`))?.["status"] === "PENDING");
      const inProgress = { code: "aborted", details: { reason: "PAYMENT_IN_PROGRESS" } };
      expect(await refused(() => pay("ann", paymentIntentId))).to.deep.equal(inProgress);
      expect(await refused(() => cancel("ann", bookingId))).to.deep.equal(inProgress);
      expect((await slow).status).to.equal("SUCCESS");
      expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
    });
  });

  it("stores how the payment ended, and nothing of the card", async () => {
    await pay("ann", paymentIntentId, { cvv: "7654", token: "tok_of_ann" });
    const intent = (await stored(`paymentIntents/${paymentIntentId}`))!;
    expect(intent).to.deep.include({
      status: "FAILURE",
      failure: { code: "CARD_EXPIRED", message: "The card has expired." },
      gateway: { provider: "simulated", reference: `sim_${paymentIntentId}` },
      amount: 220_000,
      currency: "KRW",
    });
    expect(intent["attempt"]).to.include({ number: 1 });
    expect(JSON.stringify(intent)).to.not.match(/\b7654\b|tok_of_ann/);
  });

  it("writes a ledger entry on each side of a charge, and none for a decline", async () => {
    await pay("ann", paymentIntentId);
    const sides = { debit: "CUSTOMER_PAYABLE", credit: "MERCHANT_BALANCE" };
    for (const [direction, account] of Object.entries(sides)) {
      const entry = await stored(`ledgerEntries/${paymentIntentId}_charge_${direction}`);
      expect(entry).to.include({ account, amount: 220_000, currency: "KRW", bookingId, paymentIntentId });
    }
    const declined = await book("ann", performanceId, ["B1"]);
    await pay("ann", declined.paymentIntentId, DECLINED);
    expect(await charged(declined.paymentIntentId)).to.deep.equal(nothing);
  });
});
