import { expect } from "chai";
import fc from "fast-check";
import { LEASE_MS, type PaymentIntent } from "../../../src/payments/domain/paymentIntent.js";
import {
  decideRefundClaim,
  decideAfterLook,
  decideRefund,
  decideRefundStep,
  paidByHand,
  recordFinding,
  Refund,
  refundKey,
  RefundReason,
  RefundStatus,
  refundTransitions,
  retryRefund,
  standing,
  type Finding,
  type GatewayRefund,
} from "../../../src/payments/domain/refund.js";
import { DAY_MS, HOUR_MS } from "../../../src/shared/calendar.js";
import { Inconsistency } from "../../../src/shared/refusals.js";
import { aPurchase, at, NOW } from "../../support/purchases.js";

const MINUTE_MS = 60_000;
const GATEWAY = { provider: "simulated", reference: "sim_1" };
const paid: PaymentIntent = { ...aPurchase().intent, status: "SUCCESS", gateway: GATEWAY };
const anIntent = (overrides: Partial<PaymentIntent> = {}) => ({ ...paid, ...overrides });
const wish: Parameters<typeof decideRefund>[1] = {
  amount: 100_000,
  fee: 50_000,
  seatIds: ["A1"],
  reason: "USER",
  by: "USER",
};
const aRefund = (overrides: Partial<Refund> = {}): Refund => ({
  ...decideRefund(anIntent(), wish, NOW).refund!,
  ...overrides,
});
const attempt = { id: "at_1", number: 1 };
const sending = (overrides: Partial<Refund> = {}) => aRefund({ status: "SENDING", attempt, ...overrides });
const accepted = (overrides: Partial<Refund> = {}) =>
  sending({ status: "ACCEPTED", refundReference: "re_1", ...overrides });
const done = (overrides: Partial<Refund> = {}) =>
  accepted({ status: "DONE", doneAt: NOW, dueAt: at(DAY_MS), ...overrides });
const inReview = (overrides: Partial<Refund> = {}) =>
  sending({ status: "NEEDS_REVIEW", dueAt: null, ...overrides });
const shown = (status: GatewayRefund["status"], round = 1, overrides: Partial<GatewayRefund> = {}) => ({
  refundId: aRefund().refundId,
  round,
  status,
  amount: 100_000,
  reference: `re_${round}`,
  ...overrides,
});

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
        roundSince: NOW,
        provider: "simulated",
        paymentReference: "sim_1",
        amount: 100_000,
        fee: 50_000,
      });
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
      const captured = { ...GATEWAY, amount: 300_000 };
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
        const captured = { ...GATEWAY, amount };
        expect(decideRefund(intent, all, NOW, captured).refund).to.include({ amount });
        const more = { ...all, amount: amount + 1 };
        expect(() => decideRefund(intent, more, NOW, captured)).to.throw(Inconsistency);
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
      dueAt: at(LEASE_MS),
    });
  });

  describe("after a look", () => {
    const refused = { status: "REFUSED", failure: { code: "REFUND_FAILED" } };
    const cases: [string, Refund, GatewayRefund[], string, string?][] = [
      // what the gateway shows, the refund, its list, what it means, the reference
      ["nothing", sending(), [], "send"],
      [
        "only another refund of the payment",
        sending(),
        [shown("DONE", 1, { refundId: "rf_other_1" })],
        "send",
      ],
      ["it is done", sending(), [shown("DONE")], "DONE", "re_1"],
      ["it is under way", sending(), [shown("ACCEPTED")], "ACCEPTED", "re_1"],
      ["it failed", sending(), [shown("FAILED")], "REFUSED"],
      ["it was given back already", sending(), [shown("RETURNED")], "RETURNED"],
      [
        "an earlier round is done",
        sending({ round: 3 }),
        [shown("FAILED", 1), shown("DONE", 2)],
        "DONE",
        "re_2",
      ],
      ["an earlier round is under way", sending({ round: 2 }), [shown("ACCEPTED")], "ACCEPTED", "re_1"],
      [
        "earlier rounds came to nothing",
        sending({ round: 3 }),
        [shown("FAILED"), shown("RETURNED", 2)],
        "send",
      ],
      ["this round failed, too", sending({ round: 2 }), [shown("RETURNED"), shown("FAILED", 2)], "REFUSED"],
      ["accepted: done", accepted(), [shown("DONE")], "DONE", "re_1"],
      ["accepted: still", accepted(), [shown("ACCEPTED")], "ACCEPTED", "re_1"],
      ["accepted: failed", accepted(), [shown("FAILED")], "REFUSED"],
      ["accepted: given back", accepted(), [shown("RETURNED")], "RETURNED"],
      ["accepted: not listed", accepted(), [], "UNKNOWN"],
      [
        "accepted: only an earlier round",
        accepted({ round: 2, refundReference: "re_2" }),
        [shown("RETURNED")],
        "UNKNOWN",
      ],
      ["accepted, of an earlier round: failed", accepted({ round: 2 }), [shown("FAILED")], "REFUSED"],
      ["done: still", done(), [shown("DONE")], "DONE", "re_1"],
      ["done: given back", done(), [shown("RETURNED")], "RETURNED"],
      ["done: failed after all", done(), [shown("FAILED")], "RETURNED"],
      ["done: an earlier round, given back", done({ round: 2 }), [shown("RETURNED")], "RETURNED"],
      ["done: not listed any more", done(), [], "DONE", "re_1"],
    ];
    for (const [name, refund, known, expected, reference] of cases) {
      it(`${name}: ${expected}`, () => {
        for (const list of [known, [...known].reverse()]) {
          const decided = decideAfterLook(refund, list, NOW);
          if (expected === "send") expect(decided).to.equal("send");
          else
            expect(decided).to.deep.include(
              reference ? { status: expected, reference } : { status: expected },
            );
        }
      });
    }

    it("says why where it failed", () => {
      expect(decideAfterLook(sending(), [shown("FAILED")], NOW)).to.nested.include({
        status: refused.status,
        "failure.code": refused.failure.code,
      });
    });

    it("is not sent again a day after its round began", () => {
      expect(decideAfterLook(sending(), [], at(DAY_MS - 1))).to.equal("send");
      expect(decideAfterLook(sending(), [], at(DAY_MS))).to.deep.equal({ status: "UNKNOWN" });
      expect(decideAfterLook(sending(), [shown("DONE")], at(DAY_MS))).to.include({ status: "DONE" });
    });

    it("is never sent while the gateway has any round of it done or under way", () => {
      const aStatus = fc.constantFrom("ACCEPTED", "DONE", "FAILED", "RETURNED" as const);
      const list = fc.array(fc.record({ status: aStatus, round: fc.integer({ min: 1, max: 4 }) }));
      fc.assert(
        fc.property(list, fc.integer({ min: 1, max: 4 }), (drawn, round) => {
          const known = drawn.map(({ status, round: of }) => shown(status, of));
          const refund = sending({ round });
          const stands = known.some(({ status }) => status === "DONE" || status === "ACCEPTED");
          expect(standing(refund, known) !== null).to.equal(stands);
          const isSent = decideAfterLook(refund, known, NOW) === "send";
          expect(isSent).to.equal(!stands && known.every((other) => other.round !== round));
        }),
      );
    });
  });

  describe("is recorded", () => {
    const failure = { code: "CARD_CLOSED", message: "The card is closed." };
    const DONE: Finding = { status: "DONE", reference: "re_1" };
    const ACCEPTED: Finding = { status: "ACCEPTED", reference: "re_1" };
    const UNKNOWN: Finding = { status: "UNKNOWN" };

    for (const [from, refund] of Object.entries({ SENDING: sending(), ACCEPTED: accepted() })) {
      it(`from ${from} as done: booked, and looked at again after a day`, () => {
        expect(recordFinding(refund, DONE, at(5))).to.deep.equal({
          change: {
            status: "DONE",
            refundReference: "re_1",
            failure: null,
            doneAt: at(5),
            dueAt: at(DAY_MS + 5),
          },
          movement: "refunded",
          review: null,
        });
      });
    }

    it("as done still, after 1, 7 and 30 days, and then never looked at again", () => {
      let refund = { ...sending(), ...recordFinding(sending(), DONE, NOW).change };
      const looks: number[] = [];
      for (const finding of [DONE, ACCEPTED, DONE]) {
        const now = refund.dueAt!;
        looks.push((now.getTime() - NOW.getTime()) / DAY_MS);
        const { change, movement, review } = recordFinding(refund, finding, now);
        expect([movement, review, change.status, change.doneAt]).to.deep.equal([null, null, "DONE", NOW]);
        refund = { ...refund, ...change };
      }
      expect(looks).to.deep.equal([1, 7, 30]);
      expect(refund.dueAt).to.be.null;
    });

    it("as done still where a look after that got no answer, and looked at again until there is one", () => {
      const refund = { ...sending(), ...recordFinding(sending(), DONE, NOW).change };
      const asked = recordFinding(refund, UNKNOWN, at(DAY_MS)).change;
      expect(asked).to.deep.include({ status: "DONE", dueAt: at(DAY_MS + 6 * HOUR_MS) });
      const late = recordFinding(refund, UNKNOWN, at(100 * DAY_MS)).change;
      expect(late.dueAt).to.deep.equal(at(100 * DAY_MS + 6 * HOUR_MS));
      expect(recordFinding(refund, DONE, at(100 * DAY_MS)).change.dueAt).to.be.null;
    });

    it("as given back: into review, and booked if it was booked as done", () => {
      const returned = { status: "RETURNED" } as const;
      const of = (refund: Refund) => recordFinding(refund, returned, at(DAY_MS));
      expect(of(done())).to.deep.include({ movement: "returned", review: "REFUND_RETURNED" });
      expect(of(done()).change).to.deep.include({ status: "NEEDS_REVIEW", dueAt: null });
      expect(of(done()).change.failure).to.include({ code: "REFUND_RETURNED" });
      expect(of(accepted())).to.include({ movement: null, review: "REFUND_RETURNED" });
      expect(of(sending())).to.include({ movement: null, review: "REFUND_RETURNED" });
    });

    it("as refused: into review at once, with the gateway's code", () => {
      for (const refund of [sending(), accepted()]) {
        const { change, movement, review } = recordFinding(refund, { status: "REFUSED", failure }, NOW);
        expect(change).to.deep.include({ status: "NEEDS_REVIEW", failure, dueAt: null });
        expect([movement, review]).to.deep.equal([null, "REFUND_REFUSED"]);
      }
    });

    it("as accepted: looked at every six hours for 14 days, then into review", () => {
      for (const refund of [sending(), accepted()]) {
        for (const finding of [ACCEPTED, ...(refund.status === "ACCEPTED" ? [UNKNOWN] : [])]) {
          const last = recordFinding(refund, finding, at(14 * DAY_MS - 1));
          expect(last.change).to.deep.include({
            status: "ACCEPTED",
            refundReference: "re_1",
            dueAt: at(14 * DAY_MS - 1 + 6 * HOUR_MS),
          });
          const over = recordFinding(refund, finding, at(14 * DAY_MS));
          expect(over.change).to.deep.include({ status: "NEEDS_REVIEW", dueAt: null });
          expect([over.movement, over.review]).to.deep.equal([null, "REFUND_OVERDUE"]);
        }
      }
    });

    it("as unknown: tried again after 1, 2, 4 … minutes, at most six hours, for a day, then into review", () => {
      let now = NOW;
      let refund = sending();
      const pauses: number[] = [];
      for (;;) {
        const { change, movement, review } = recordFinding(refund, UNKNOWN, now);
        expect(movement).to.be.null;
        if (review !== null) {
          expect(review).to.equal("REFUND_OVERDUE");
          expect(change).to.include({ status: "NEEDS_REVIEW", dueAt: null });
          break;
        }
        expect(change.status).to.equal("REQUIRED");
        pauses.push((change.dueAt!.getTime() - now.getTime()) / MINUTE_MS);
        now = change.dueAt!;
        refund = { ...refund, ...change, ...decideRefundClaim({ ...refund, ...change }, "at_n", now) };
      }
      expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
      expect(refund.attempt!.number).to.equal(pauses.length + 1);
      expect(now.getTime() - NOW.getTime()).to.be.within(DAY_MS, DAY_MS + 6 * HOUR_MS);
    });
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
        roundSince: at(9),
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
        roundSince: at(9),
        failure: null,
        refundReference: null,
        doneAt: at(9),
        dueAt: null,
      });
    });
  });
});
