import { expect } from "chai";
import { status } from "@grpc/grpc-js";
import { bookings } from "../../../src/bookings/store/collections.js";
import { refundPaid } from "../../../src/bookings/store/refundPaid.js";
import { reviewIdOf, type ReviewKind } from "../../../src/payments/domain/review.js";
import { beginRound } from "../../../src/payments/store/beginRound.js";
import {
  ledgerEntries,
  operatorActions,
  paymentIntents,
  refunds,
  reviews,
} from "../../../src/payments/store/collections.js";
import { lookAgain } from "../../../src/payments/store/lookAgain.js";
import { newAction, type Action } from "../../../src/payments/store/operatorActions.js";
import { payByHand } from "../../../src/payments/store/payByHand.js";
import { resolveReview } from "../../../src/payments/store/resolveReview.js";
import { everyInterleaving } from "../../support/interleavings.js";
import { assertSound } from "../../support/invariants.js";
import {
  atGateway,
  endsWell,
  openReviews,
  paid,
  promised,
  refundOf,
  sweepRefunds,
} from "../../support/refunds.js";
import { type Fate, type FirestoreRequest, watched } from "../../support/transport.js";
import { clearDatabase, runSweep } from "../../support/world.js";

/** A refund that the gateway refused, with its open review. Returns the review's id. */
async function refusedRefund(): Promise<string> {
  const { refundId } = await promised("tok_refund_fails");
  await sweepRefunds();
  return reviewIdOf("REFUND_REFUSED", refundId());
}

/** A payment whose booking was deleted by hand, with its open review. */
async function withoutBooking(): Promise<string> {
  const { bookingId, paymentIntentId } = await paid(["A1"]);
  await bookings.doc(bookingId).delete();
  await runSweep();
  return reviewIdOf("PAID_WITHOUT_BOOKING", paymentIntentId);
}

interface Decision {
  prepare(): Promise<string>;
  decide(action: Action): Promise<unknown>;
}

const subjectOf = (reviewId: string, kind: ReviewKind) => reviewId.slice(kind.length + 1);

const decisions: Record<string, Decision> = {
  retry: { prepare: refusedRefund, decide: beginRound },
  "paid by hand": { prepare: refusedRefund, decide: payByHand },
  "look again": { prepare: withoutBooking, decide: lookAgain },
  dismiss: {
    prepare: withoutBooking,
    decide: (action) => resolveReview(action, () => Promise.resolve(null)),
  },
  "refund without a booking": {
    prepare: withoutBooking,
    decide: (action) => refundPaid(subjectOf(action.subject, "PAID_WITHOUT_BOOKING"), action),
  },
};

const fates: Record<string, Fate> = {
  "is applied and its answer lost": { loseAnswer: status.UNAVAILABLE },
  "is not applied": { refuse: status.UNAVAILABLE },
  "lost a race": { refuse: status.ABORTED },
};

describe("what an operator decided about a review", () => {
  before(clearDatabase);

  for (const [name, { prepare, decide }] of Object.entries(decisions)) {
    for (const [what, fate] of Object.entries(fates)) {
      it(`is done once and recorded once where its first commit ${what}: ${name}`, async () => {
        const subject = await prepare();
        const action = newAction({ account: "ann", command: name, subject, note: "a note" });
        let commits = 0;
        const once = ({ isCommit }: FirestoreRequest): Fate => (isCommit && commits++ === 0 ? fate : "pass");
        const answer = await watched(once, () => decide(action));
        expect(answer).to.satisfy((said: unknown) => said === "done" || typeof said === "object");
        expect((await reviews.doc(subject).get()).data()).to.include({ status: "closed", opened: 1 });
        const recorded = (await operatorActions.get()).docs.map((each) => each.data());
        expect(recorded.filter((each) => each.subject === subject)).to.have.length(1);
        const other = newAction({ account: "ben", command: name, subject, note: "" });
        expect(await decide(other)).to.be.oneOf(["not open", "nothing left"]);
        expect((await operatorActions.doc(other.id).get()).exists).to.equal(false);
      });
    }
  }

  it("books what was paid by hand in a round of its own, and the sweep leaves it alone", async () => {
    const subject = await refusedRefund();
    const refundId = subjectOf(subject, "REFUND_REFUSED");
    await payByHand(newAction({ account: "ann", command: "", subject, note: "" }));
    const refund = (await refunds.doc(refundId).get()).data()!;
    expect(refund).to.include({ status: "DONE", round: 2, refundReference: null, dueAt: null });
    const id = `${refund.paymentIntentId}_refunded1r2_debit`;
    expect((await ledgerEntries.doc(id).get()).data()).to.include({
      account: "REFUND_PAYABLE",
      amount: 105_000,
    });
  });

  it("takes a payment that was given back off the sweep's work list, so that its review stays closed", async () => {
    const subject = await withoutBooking();
    const paymentIntentId = subjectOf(subject, "PAID_WITHOUT_BOOKING");
    await refundPaid(paymentIntentId, newAction({ account: "ann", command: "", subject, note: "" }));
    await runSweep();
    expect((await paymentIntents.doc(paymentIntentId).get()).data()).to.include({
      dueAt: null,
      refunded: 150_000,
      refunds: 1,
    });
    expect((await reviews.doc(subject).get()).data()).to.include({ status: "closed", opened: 1 });
  });

  describe("by two operators at once, in every order, is done by one of them:", () => {
    const acts: Record<string, Decision["decide"]> = { "try again": beginRound, "paid by hand": payByHand };

    for (const [one, other] of [
      ["try again", "try again"],
      ["try again", "paid by hand"],
      ["paid by hand", "paid by hand"],
    ] as const) {
      it(`${one} and ${other}`, async function () {
        this.timeout(300_000);
        const endings = await everyInterleaving(async () => {
          const subject = await refusedRefund();
          const refundId = subjectOf(subject, "REFUND_REFUSED");
          const by = (account: string, command: string) => async () => {
            const answer = await acts[command]!(newAction({ account, command, subject, note: "" }));
            return { status: answer };
          };
          return {
            calls: { ann: by("ann", one), ben: by("ben", other) },
            async check({ ann }) {
              await assertSound();
              const [winner, command] = ann === "done" ? ["ann", one] : ["ben", other];
              const isByHand = command === "paid by hand";
              const recorded = (await operatorActions.get()).docs.map((each) => each.data());
              expect(recorded.map(({ account }) => account)).to.deep.equal([winner]);
              const { status: state, round, paymentIntentId } = await refundOf(refundId);
              expect([state, round]).to.deep.equal([isByHand ? "DONE" : "REQUIRED", 2]);
              expect(await openReviews()).to.deep.equal([]);
              await endsWell();
              const refusals = ["1 r1 FAILED 105000", "1 r2 FAILED 105000"];
              expect(await atGateway(paymentIntentId)).to.deep.equal(refusals.slice(0, isByHand ? 1 : 2));
            },
          };
        });
        expect(endings).to.have.deep.members([
          { ann: "done", ben: "not open" },
          { ann: "not open", ben: "done" },
        ]);
      });
    }
  });
});
