import { expect } from "chai";
import { acknowledge } from "../../../src/payments/store/acknowledge.js";
import { requestsOf } from "../../support/transport.js";
import { book, openPerformance, pay } from "../../support/world.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

describe("payments that were seen settled", () => {
  it("need no looking at any more, all of them by one request", async () => {
    const performanceId = await openPerformance();
    const refs = await Promise.all(
      ["A1", "A2"].map(async (seatId) => {
        const { paymentIntentId } = await book("ann", performanceId, [seatId]);
        await pay("ann", paymentIntentId);
        return paymentIntents.doc(paymentIntentId);
      }),
    );
    const read = await Promise.all(refs.map((ref) => ref.get()));
    const before = read.map((snapshot) => snapshot.data()!);
    const settled = read.map(({ updateTime }, index) => ({
      intent: before[index]!,
      updateTime: updateTime!,
    }));
    expect(await requestsOf(() => acknowledge(settled))).to.have.length(1);
    for (const [index, ref] of refs.entries()) {
      const after = (await ref.get()).data()!;
      expect(after).to.deep.equal({ ...before[index], dueAt: null, updatedAt: after.updatedAt });
      expect(after.updatedAt).to.be.greaterThan(before[index]!.updatedAt);
    }
  });

  it("cost nothing where there are none", async () => {
    expect(await requestsOf(() => acknowledge([]))).to.have.length(0);
  });
});
