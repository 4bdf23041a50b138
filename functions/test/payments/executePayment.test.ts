import { expect } from "chai";
import { seatKey, ticketCountKey } from "../../src/shared/ids.js";
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
  runOut,
  sweep,
} from "../support/world.js";
import { db } from "../../src/firestore/database.js";

const stored = async (path: string) => (await db.doc(path).get()).data();
const refused = (...payment: Parameters<typeof pay>) => changesNothing(() => refusal(pay(...payment)));

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
    performanceId = await openPerformance();
    ({ bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "C1"]));
  });

  describe("with a CVV that ends in", () => {
    const codes = [
      null, // 0
      null,
      "INSUFFICIENT_FUNDS",
      "INVALID_CVV",
      "CARD_EXPIRED",
      "SERVER_ERROR",
      "PG_TIMEOUT",
      "GENERIC_DECLINE",
      "GENERIC_DECLINE",
      null, // 9
    ];
    for (const [digit, code] of codes.entries()) {
      it(`${digit} answers ${code ?? "SUCCESS"}`, async () => {
        const answer = await pay("ann", paymentIntentId, {
          cvv: digit % 2 === 0 ? `98${digit}` : `765${digit}`,
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
      const seat = await stored(`occupiedSeats/${seatKey(performanceId, seatId)}`);
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
      expect(await stored(`occupiedSeats/${seatKey(performanceId, seatId)}`)).to.be.undefined;
    }
    const count = await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`);
    expect(count).to.include({ tickets: 0 });
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
      const calls = Array.from({ length: 10 }, () => pay("ann", paymentIntentId));
      const settled = await Promise.allSettled(calls);
      const answers = settled.flatMap((call) => (call.status === "fulfilled" ? [call.value.status] : []));
      const reasons = settled.flatMap((call) =>
        call.status === "rejected" ? [(call.reason as { details: { reason: string } }).details.reason] : [],
      );
      expect(new Set(answers)).to.deep.equal(new Set(["SUCCESS"]));
      expect([...new Set(reasons)].filter((reason) => reason !== "PAYMENT_IN_PROGRESS")).to.be.empty;
      expect(await charged(paymentIntentId)).to.deep.equal(once(220_000));
    });
  });

  describe("refuses, and charges nothing for,", () => {
    afterEach(async () => expect(await charged(paymentIntentId)).to.deep.equal(nothing));

    it("a payment that is not there", async () => {
      const { code, details } = await refused("ann", "pi_nowhere");
      expect({ code, details }).to.deep.equal({
        code: "not-found",
        details: { reason: "PAYMENT_INTENT_NOT_FOUND" },
      });
    });

    it("another user's payment, in the same words as one that is not there", async () => {
      const other = await refused("ben", paymentIntentId);
      const nowhere = await refused("ben", "pi_nowhere");
      expect(other.message).to.equal(nowhere.message);
      expect([other.code, other.details]).to.deep.equal([nowhere.code, nowhere.details]);
    });

    it("a booking's id in place of its payment's", async () => {
      expect((await refused("ann", bookingId)).details.reason).to.equal("PAYMENT_INTENT_NOT_FOUND");
    });

    it("a booking that ran out, swept or not", async () => {
      await runOut(paymentIntentId);
      const before = await refused("ann", paymentIntentId);
      await sweep();
      const after = await refused("ann", paymentIntentId);
      for (const { code, details } of [before, after]) {
        expect({ code, details }).to.deep.equal({
          code: "failed-precondition",
          details: { reason: "BOOKING_EXPIRED" },
        });
      }
    });

    it("a booking that ran out and whose seat was taken over", async () => {
      await runOut(paymentIntentId);
      await book("ben", performanceId, ["A1"]);
      expect((await refused("ann", paymentIntentId)).details).to.deep.equal({ reason: "BOOKING_EXPIRED" });
    });

    it("a booking that its user cancelled", async () => {
      await call(functions.cancelBooking, "ann", { bookingId });
      const { code, details } = await refused("ann", paymentIntentId);
      expect({ code, details }).to.deep.equal({
        code: "failed-precondition",
        details: { reason: "BOOKING_NOT_PENDING", status: "cancelled" },
      });
    });
  });

  describe("through a gateway that", () => {
    it("answers nothing and charged nothing says so, and lets the user try again at once", async () => {
      const { code, details } = await refusal(
        pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }),
      );
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
      await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
      await runOut(paymentIntentId);
      await sweep();
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
      const second = await refused("ann", paymentIntentId);
      expect({ code: second.code, details: second.details }).to.deep.equal(inProgress);
      const cancel = await refusal(call(functions.cancelBooking, "ann", { bookingId }));
      expect({ code: cancel.code, details: cancel.details }).to.deep.equal(inProgress);
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
    await pay("ann", declined.paymentIntentId, { cvv: "122" });
    expect(await charged(declined.paymentIntentId)).to.deep.equal(nothing);
  });
});
