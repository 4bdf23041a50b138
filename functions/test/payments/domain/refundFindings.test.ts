import { expect } from "chai";
import fc from "fast-check";
import { decideRefundClaim, type Refund } from "../../../src/payments/domain/refund.js";
import {
  decideAfterLook,
  recordFinding,
  standing,
  type Finding,
  type GatewayRefund,
} from "../../../src/payments/domain/refundFindings.js";
import { DAY_MS, HOUR_MS } from "../../../src/shared/calendar.js";
import { accepted, aRefund, done, sending, shown } from "../../support/aRefund.js";
import { at, NOW } from "../../support/purchases.js";

const MINUTE_MS = 60_000;

describe("a refund", () => {
  describe("after a look", () => {
    const refused = { status: "REFUSED", failure: { code: "REFUND_FAILED" } };
    const cases: [string, Refund, GatewayRefund[], string, string?][] = [
      // what the gateway shows, the refund, the gateway's list of refunds, what that means, the reference
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
      ["paid by hand, so never listed", done({ refundReference: null }), [], "UNKNOWN"],
      ["promised, and its round not begun", aRefund(), [], "send"],
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

    it("is not sent again in the last hour of its day, so that no order is under way when a person decides", () => {
      expect(decideAfterLook(sending(), [], at(DAY_MS - HOUR_MS - 1))).to.equal("send");
      expect(decideAfterLook(sending(), [], at(DAY_MS - HOUR_MS))).to.deep.equal({ status: "UNKNOWN" });
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
});
