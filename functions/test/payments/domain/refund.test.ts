import { expect } from "chai";
import { LEASE_MS } from "../../../src/payments/domain/paymentIntent.js";
import { DAY_MS, HOUR_MS } from "../../../src/shared/calendar.js";
import {
  decideRefund,
  decideRefundClaim,
  decideRefundStep,
  paidByHand,
  Refund,
  refundKey,
  RefundReason,
  RefundStatus,
  refundTransitions,
  retryRefund,
} from "../../../src/payments/domain/refund.js";
import { recordFinding } from "../../../src/payments/domain/refundFindings.js";
import { Inconsistency } from "../../../src/shared/refusals.js";
import {
  accepted,
  anIntent,
  aRefund,
  attempt,
  done,
  GATEWAY,
  inReview,
  sending,
  wish,
} from "../../support/aRefund.js";
import { at, NOW } from "../../support/purchases.js";

describe("a refund", () => {
  describe("is promised", () => {
    it("with all that is needed to send it, due at once", () => {
      const intent = anIntent();
      const { number, change, refund } = decideRefund(intent, wish, NOW);
      expect(number).to.equal(1);
      expect(change).to.deep.equal({ refunded: 100_000, refunds: 1, dueAt: NOW });
      expect(Refund.parse(refund)).to.deep.equal(refund);
      expect(refund).to.include({
        refundId: `${intent.paymentIntentId.replace("pi_", "rf_")}_1`,
        status: "REQUIRED",
        attempt: null,
        round: 1,
        dueAt: NOW,
        roundSince: null,
        provider: "simulated",
        paymentReference: "sim_1",
        amount: 100_000,
        fee: 50_000,
      });
      expect(refund!.seatIds).to.deep.equal(["A1"]);
    });

    it("by the next number, on top of what was promised before", () => {
      const intent = anIntent({ refunded: 100_000, refunds: 2 });
      const { number, change, refund } = decideRefund(intent, wish, NOW);
      expect(number).to.equal(3);
      expect(change).to.include({ refunded: 200_000, refunds: 3 });
      expect(refund!.refundId).to.match(/_3$/);
    });

    it("as number 0 where the capture was late, and names the gateway that captured", () => {
      const intent = anIntent({ status: "CANCELLED", gateway: null });
      const all = { ...wish, amount: 300_000, fee: 0, reason: "LATE_CAPTURE", by: "SYSTEM" } as const;
      const captured = { ...GATEWAY, amount: 300_000, currency: "KRW" };
      const { number, change, refund } = decideRefund(intent, all, NOW, captured);
      expect(number).to.equal(0);
      expect(change).to.include({ refunded: 300_000, refunds: 0 });
      expect(refund).to.include({ provider: "simulated", reason: "LATE_CAPTURE" });
      for (const gateway of [null, { provider: "simulated", reference: null }]) {
        expect(() => decideRefund({ ...intent, gateway }, all, NOW)).to.throw(Inconsistency);
      }
    });

    it("in full where more or less was captured late than was asked for", () => {
      const intent = anIntent({ status: "FAILURE" });
      for (const amount of [300_001, 299_999]) {
        const all = { ...wish, amount, fee: 0, reason: "LATE_CAPTURE", by: "SYSTEM" } as const;
        const captured = { ...GATEWAY, amount, currency: "KRW" };
        expect(decideRefund(intent, all, NOW, captured).refund).to.include({ amount });
        const more = { ...all, amount: amount + 1 };
        expect(() => decideRefund(intent, more, NOW, captured)).to.throw(Inconsistency);
      }
    });

    it("not by itself where the capture was not of the payment's currency, or is no amount of money", () => {
      const captured = { ...GATEWAY, amount: 300_000, currency: "KRW" };
      for (const told of [
        { currency: "USD" },
        { amount: 0 },
        { amount: -1 },
        { amount: 0.5 },
        { amount: NaN },
      ]) {
        const { amount, ...charge } = { ...captured, ...told };
        const all = { ...wish, amount, fee: 0, reason: "LATE_CAPTURE", by: "SYSTEM" } as const;
        expect(() => decideRefund(anIntent({ status: "FAILURE" }), all, NOW, { ...charge, amount })).to.throw(
          Inconsistency,
          "KRW",
        );
      }
    });

    it("not at all where nothing comes back, but it still has a number for its fee", () => {
      const free = { ...wish, amount: 0 };
      const { number, change, refund } = decideRefund(anIntent({ gateway: null }), free, NOW);
      expect(refund).to.be.null;
      expect(number).to.equal(1);
      expect(change).to.include({ refunded: 0, refunds: 1 });
    });

    it("never beyond what was captured", () => {
      const all = { ...wish, amount: 300_000, fee: 0 };
      expect(decideRefund(anIntent(), all, NOW).change.refunded).to.equal(300_000);
      for (const [refunded, amount, fee] of [
        [0, 300_001, 0],
        [1, 300_000, 0],
        [0, 300_000, 1],
        [300_000, 1, 0],
      ] as const) {
        const ask = () => decideRefund(anIntent({ refunded }), { ...wish, amount, fee }, NOW);
        expect(ask).to.throw(Inconsistency);
      }
    });
  });

  it("has a key for each round", () => {
    const { refundId } = aRefund();
    expect(refundKey(aRefund())).to.equal(`${refundId}_1`);
    expect(refundKey(aRefund({ round: 2 }))).to.equal(`${refundId}_2`);
  });

  it("is for a reason that is listed", () => {
    expect(RefundReason.options).to.have.members(["USER", "ORGANISER", "LATE_CAPTURE"]);
  });

  describe("moves", () => {
    const moves = [
      "REQUIRED → SENDING",
      "SENDING → SENDING",
      "SENDING → REQUIRED",
      "SENDING → ACCEPTED",
      "SENDING → DONE",
      "SENDING → NEEDS_REVIEW",
      "ACCEPTED → ACCEPTED",
      "ACCEPTED → DONE",
      "ACCEPTED → NEEDS_REVIEW",
      "DONE → DONE",
      "DONE → NEEDS_REVIEW",
      "NEEDS_REVIEW → REQUIRED",
      "NEEDS_REVIEW → DONE",
    ];
    it("along the diagram, and nowhere else", () => {
      const there = Object.entries(refundTransitions).flatMap(([from, all]) =>
        all.map((to) => `${from} → ${to}`),
      );
      expect(there).to.have.members(moves);
    });

    const movers: [string, readonly RefundStatus[], (refund: Refund) => unknown][] = [
      ["claimed", ["REQUIRED", "SENDING"], (refund) => decideRefundClaim(refund, "at_2", NOW)],
      ["tried again by a person", ["NEEDS_REVIEW"], (refund) => retryRefund(refund, NOW)],
      ["paid by hand", ["NEEDS_REVIEW"], (refund) => paidByHand(refund, NOW)],
      [
        "recorded as refused",
        ["SENDING", "ACCEPTED", "DONE"],
        (refund) => recordFinding(refund, { status: "RETURNED" }, NOW),
      ],
    ];
    for (const [name, from, move] of movers) {
      it(`${name} only from ${from.join(", ")}`, () => {
        for (const status of RefundStatus.options) {
          const act = () => move(aRefund({ status, attempt, refundReference: "re_1", doneAt: NOW }));
          if (from.includes(status)) expect(act).to.not.throw();
          else expect(act).to.throw(`from ${status}`);
        }
      });
    }
  });

  describe("when it is due", () => {
    const cases: [Refund, ReturnType<typeof decideRefundStep>][] = [
      [aRefund(), "send"],
      [aRefund({ attempt }), "look and send"],
      [sending({ dueAt: NOW }), "look and send"],
      [accepted(), "look"],
      [done({ dueAt: NOW }), "look"],
      [inReview({ dueAt: NOW }), "leave"],
    ];
    for (const [refund, step] of cases) {
      it(`${refund.status}, ${refund.attempt ? "tried before" : "never tried"}: ${step}`, () => {
        expect(decideRefundStep(refund, NOW)).to.equal(step);
        expect(decideRefundStep(refund, at(-1))).to.equal("leave");
        expect(decideRefundStep({ ...refund, dueAt: null }, NOW)).to.equal("leave");
      });
    }
    it("covers every status", () => {
      expect(new Set(cases.map(([{ status }]) => status))).to.deep.equal(new Set(RefundStatus.options));
    });
    it("is sent without a look only once, also in a new round", () => {
      const again = inReview();
      const retried = { ...again, ...retryRefund(again, NOW) };
      expect(retried.round).to.equal(2);
      expect(decideRefundStep(retried, NOW)).to.equal("look and send");
      expect(decideRefundClaim(retried, "at_2", NOW).attempt).to.deep.equal({ id: "at_2", number: 2 });
    });
  });

  it("is claimed for as long as a payment is", () => {
    expect(decideRefundClaim(aRefund(), "at_1", NOW)).to.deep.equal({
      status: "SENDING",
      attempt: { id: "at_1", number: 1 },
      roundSince: NOW,
      dueAt: at(LEASE_MS),
    });
  });

  it("begins its round with the first claim, however late that comes, and not with a later one", () => {
    const promised = aRefund();
    const claimed = { ...promised, ...decideRefundClaim(promised, "at_1", at(3 * DAY_MS)) };
    const { change, review } = recordFinding(claimed, { status: "UNKNOWN" }, at(3 * DAY_MS + 9));
    expect([change.status, review]).to.deep.equal(["REQUIRED", null]);
    const again = decideRefundClaim({ ...claimed, ...change }, "at_2", at(3 * DAY_MS + HOUR_MS));
    expect(again.roundSince).to.deep.equal(at(3 * DAY_MS));
  });

  describe("in review", () => {
    const refund = inReview({
      round: 2,
      refundReference: "re_1",
      doneAt: NOW,
      failure: { code: "X", message: "" },
    });
    it("is tried again in a new round, which has a day of its own", () => {
      expect(retryRefund(refund, at(9))).to.deep.equal({
        status: "REQUIRED",
        round: 3,
        roundSince: null,
        failure: null,
        refundReference: null,
        doneAt: null,
        dueAt: at(9),
      });
    });
    it("is paid by hand in a new round, and never looked at again", () => {
      expect(paidByHand(refund, at(9))).to.deep.equal({
        status: "DONE",
        round: 3,
        roundSince: null,
        failure: null,
        refundReference: null,
        doneAt: at(9),
        dueAt: null,
      });
    });
  });
});
