import { expect } from "chai";
import { claimRefund } from "../../../src/payments/store/claimRefund.js";
import { refunds } from "../../../src/payments/store/collections.js";
import { isLostRace } from "../../../src/firestore/commit.js";
import { promised, refundOf } from "../../support/refunds.js";

describe("a refund that is claimed", () => {
  it("is SENDING with its attempt for the length of a lease, as it is answered", async () => {
    const { refundId } = await promised();
    const now = new Date();
    const { refund, updateTime } = await claimRefund(await refunds.doc(refundId()).get(), now);
    const stored = await refunds.doc(refundId()).get();
    expect(stored.updateTime!.isEqual(updateTime)).to.be.true;
    expect(stored.data()).to.deep.equal({ ...refund, updatedAt: stored.data()!.updatedAt });
    expect(refund.status).to.equal("SENDING");
    expect(refund.attempt).to.include({ number: 1 });
    expect(refund.dueAt!.getTime() - now.getTime()).to.equal(90_000);
  });

  it("counts its attempts, each with an id of its own", async () => {
    const { refundId } = await promised();
    const first = await claimRefund(await refunds.doc(refundId()).get(), new Date());
    const second = await claimRefund(await refunds.doc(refundId()).get(), new Date());
    expect(second.refund.attempt!.number).to.equal(2);
    expect(second.refund.attempt!.id).to.not.equal(first.refund.attempt!.id);
  });

  it("is claimed by one of those that read it at once, and not by one that read it before a change", async () => {
    const { refundId } = await promised();
    const snapshot = await refunds.doc(refundId()).get();
    const claims = await Promise.allSettled([1, 2, 3].map(() => claimRefund(snapshot, new Date())));
    const failures = claims.flatMap((claim) =>
      claim.status === "rejected" ? [claim.reason as unknown] : [],
    );
    expect(failures.map(isLostRace)).to.deep.equal([true, true]);
    expect((await refundOf(refundId())).attempt).to.include({ number: 1 });
  });
});
