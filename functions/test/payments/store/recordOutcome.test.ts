import { expect } from "chai";
import type { Outcome } from "../../../src/payments/domain/paymentIntent.js";
import { recordOutcome, type IntentAsWritten } from "../../../src/payments/store/recordOutcome.js";
import { claimed, endLease, held } from "../../support/world.js";
import { linesOf } from "../../support/logs.js";
import { changesNothing } from "../../support/unchanged.js";
import { db } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

const gateway = { provider: "simulated", reference: "ch_1" };
const success: Outcome = { status: "SUCCESS", failure: null, gateway };
const declined: Outcome = {
  status: "FAILURE",
  failure: { code: "CARD_EXPIRED", message: "Expired." },
  gateway,
};

describe("the outcome of a payment", () => {
  let paymentIntentId: string;
  let claim: IntentAsWritten;
  beforeEach(async () => {
    ({ paymentIntentId } = await held(["A1"]));
    claim = await claimed(paymentIntentId, "at_one");
  });
  const stored = async () => (await paymentIntents.doc(paymentIntentId).get()).data()!;
  /** Reads the amounts of the payment's debit and credit. */
  const ledger = async () => {
    const ids = ["debit", "credit"].map((side) => `${paymentIntentId}_charge_${side}`);
    const found = await db.getAll(...ids.map((id) => db.doc(`ledgerEntries/${id}`)));
    return found.map((entry) => (entry.exists ? (entry.get("amount") as number) : null));
  };

  for (const [outcome, moved] of [
    [success, 150_000],
    [declined, null],
  ] as const) {
    it(`${outcome.status} is answered as it is stored, for the sweep to see at once, with the money that moved`, async () => {
      const { intent: answer } = await recordOutcome(claim, outcome);
      const intent = await stored();
      expect(intent).to.deep.include(outcome);
      expect(answer).to.deep.equal({ ...intent, updatedAt: answer.updatedAt });
      expect(intent.dueAt).to.be.lessThan(new Date(Date.now() + 5_000));
      expect(await ledger()).to.deep.equal([moved, moved]);
    });
  }

  it("is written once: whoever comes later answers what is stored", async () => {
    await recordOutcome(claim, success);
    const again = await changesNothing(() => recordOutcome(claim, success));
    expect(again.intent).to.deep.equal(await stored());
  });

  it("is written also where another attempt has claimed the payment since", async () => {
    await endLease(paymentIntentId);
    await claimed(paymentIntentId, "at_two");
    const { intent: answer } = await recordOutcome(claim, success);
    expect(answer.attempt).to.deep.equal({ id: "at_two", number: 2 });
    expect(await stored()).to.deep.include({ status: "SUCCESS", attempt: answer.attempt });
  });

  it("is written into the log", async () => {
    expect(await linesOf(() => recordOutcome(claim, declined))).to.deep.equal([
      { message: "payment.finished", paymentIntentId, status: "FAILURE" },
    ]);
  });

  describe("that comes after the payment had ended", () => {
    const earlier = new Date("2026-05-01T12:00:00.000Z");
    const ends: [string, object, closedAt: Date | null][] = [
      ["cancelled", { status: "CANCELLED", dueAt: null }, null],
      ["closed unpaid", { ...declined, dueAt: null, closedAt: earlier }, earlier],
    ];
    for (const [how, ended, closedAt] of ends) {
      const asEnded = async () => {
        await db.doc(`paymentIntents/${paymentIntentId}`).update(ended);
        const snapshot = await paymentIntents.doc(paymentIntentId).get();
        return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
      };

      it(`${how}: a charge is left to the sweep, which looks at the gateway at once`, async () => {
        const before = await asEnded();
        expect(await recordOutcome(before, success)).to.deep.equal(before);
        const { intent } = before;
        const after = await stored();
        expect(after).to.deep.equal({
          ...intent,
          closedAt: closedAt ?? after.closedAt,
          dueAt: after.dueAt,
          updatedAt: after.updatedAt,
        });
        for (const time of [after.dueAt, closedAt ?? after.closedAt])
          expect(time)
            .to.be.a("date")
            .and.lessThan(new Date(Date.now() + 5_000));
        expect(await ledger()).to.deep.equal([null, null]);
      });

      it(`${how}: of two that read the payment, the first tells when it was closed`, async () => {
        const before = await asEnded();
        await recordOutcome(before, success);
        const first = await stored();
        await recordOutcome(before, success);
        expect((await stored()).closedAt).to.deep.equal(first.closedAt);
      });

      it(`${how}: a failure changes nothing`, async () => {
        const before = await asEnded();
        expect(await changesNothing(() => recordOutcome(before, declined))).to.deep.equal(before);
      });
    }
  });
});
