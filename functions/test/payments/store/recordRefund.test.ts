import { expect } from "chai";
import { claimRefund } from "../../../src/payments/store/claimRefund.js";
import { refunds } from "../../../src/payments/store/collections.js";
import { recordRefund } from "../../../src/payments/store/recordRefund.js";
import { simulatedGateway } from "../../../src/payments/gateways/simulated/simulated.js";
import { linesOf, logsOf } from "../../support/logs.js";
import { promised, refundOf } from "../../support/refunds.js";
import { requestsOf } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { db } from "../../../src/firestore/database.js";

const DONE = { status: "DONE", reference: "re_1" } as const;
const REFUSED = { status: "REFUSED", failure: { code: "X", message: "No." } } as const;

async function claimed() {
  const made = await promised();
  return { ...made, claim: await claimRefund(await refunds.doc(made.refundId()).get(), new Date()) };
}

describe("what is found of a refund", () => {
  it("is recorded with its ledger entries in one commit, and logged once", async () => {
    const { claim, refundId, paymentIntentId } = await claimed();
    let requests: Awaited<ReturnType<typeof requestsOf>> = [];
    const logs = await logsOf(async () => (requests = await requestsOf(() => recordRefund(claim, DONE))));
    const sent = requests.map(({ isCommit, collections }) => ({
      isCommit,
      collections: [...collections].sort(),
    }));
    expect(sent).to.deep.equal([{ isCommit: true, collections: ["ledgerEntries", "refunds"] }]);
    expect(await refundOf(refundId())).to.include({ status: "DONE", refundReference: "re_1" });
    for (const [side, account] of [
      ["debit", "REFUND_PAYABLE"],
      ["credit", "CUSTOMER_PAYABLE"],
    ]) {
      const entry = await db.doc(`ledgerEntries/${paymentIntentId}_refunded1r1_${side}`).get();
      expect(entry.data()).to.include({ account, amount: 105_000, kind: "refunded" });
    }
    expect(logs.match(/refund\.changed/g)).to.have.length(1);
    await simulatedGateway.look(paymentIntentId);
  });

  it("is recorded with its review in one commit, and the review is an error in the log", async () => {
    const { claim, refundId } = await claimed();
    const logs = await logsOf(() => recordRefund(claim, REFUSED));
    expect(await refundOf(refundId())).to.deep.include({
      status: "NEEDS_REVIEW",
      failure: REFUSED.failure,
      dueAt: null,
    });
    expect((await db.doc(`reviews/REFUND_REFUSED_${refundId()}`).get()).data()).to.include({
      status: "open",
    });
    expect(logs).to.match(/"severity":"ERROR".*review\.opened|review\.opened.*"severity":"ERROR"/s);
  });

  it("is not recorded again, nor over what another call or a person wrote since", async () => {
    const { claim } = await claimed();
    await recordRefund(claim, DONE);
    await changesNothing(() => recordRefund(claim, DONE));
    await changesNothing(() => recordRefund(claim, REFUSED));
    const other = await claimed();
    await claimRefund(await refunds.doc(other.refundId()).get(), new Date());
    await changesNothing(() => recordRefund(other.claim, DONE));
  });

  it("is not recorded of a refund that someone deleted", async () => {
    const { claim, refundId } = await claimed();
    await refunds.doc(refundId()).delete();
    await changesNothing(() => recordRefund(claim, DONE));
  });

  it("is written into the log if it changes the refund's status, and only then", async () => {
    const { claim, refundId } = await claimed();
    const changed = { message: "refund.changed", refundId: refundId(), status: "DONE", found: "DONE" };
    expect(await linesOf(() => recordRefund(claim, DONE))).to.deep.equal([changed]);
    const snapshot = await refunds.doc(refundId()).get();
    const asRead = { refund: snapshot.data()!, updateTime: snapshot.updateTime! };
    expect(await linesOf(() => recordRefund(asRead, DONE))).to.deep.equal([]);
  });
});
