import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { acknowledge } from "../../../src/payments/store/acknowledge.js";
import { requestsOf } from "../../support/transport.js";
import { book, openPerformance, pay } from "../../support/world.js";
import { isLostRace } from "../../../src/firestore/commit.js";
import { paid } from "../../support/refunds.js";
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

  /** Buys a seat and returns its payment as it is read. */
  async function asRead() {
    const { paymentIntentId } = await paid(["A1"]);
    const ref = paymentIntents.doc(paymentIntentId);
    const { updateTime } = await ref.get();
    const intent = async () => (await ref.get()).data()!;
    return { ref, intent, read: { intent: await intent(), updateTime: updateTime! } };
  }

  it("stay due if they have changed since they were read, and do not keep the others due", async () => {
    const [one, changed, other] = [await asRead(), await asRead(), await asRead()];
    const dueAt = new Date();
    await changed.ref.update({ dueAt: Timestamp.fromDate(dueAt), refunds: 1 });
    await acknowledge([one.read, changed.read, other.read]);
    expect([(await one.intent()).dueAt, (await other.intent()).dueAt]).to.deep.equal([null, null]);
    expect((await changed.intent()).dueAt).to.deep.equal(dueAt);
  });

  it("are a lost race if the only one has changed", async () => {
    const { ref, intent, read } = await asRead();
    await ref.update({ refunds: 1 });
    const thrown: unknown = await acknowledge([read]).catch((error: unknown) => error);
    expect(isLostRace(thrown)).to.be.true;
    expect((await intent()).dueAt).to.not.be.null;
  });

  it("are looked at 10 minutes and 24 hours after they were closed, and then no more", async () => {
    for (const [ago, next] of [
      [0, 10],
      [9, 10],
      [11, 24 * 60],
      [23 * 60, 24 * 60],
      [24 * 60 + 1, null],
    ] as const) {
      const { intent, read } = await asRead();
      const closedAt = new Date(Date.now() - ago * 60_000);
      await acknowledge([{ ...read, intent: { ...read.intent, closedAt } }]);
      const dueAt = next && new Date(closedAt.getTime() + next * 60_000);
      expect((await intent()).dueAt, `closed ${ago} minutes ago`).to.deep.equal(dueAt);
    }
  });

  it("cost nothing where there are none", async () => {
    expect(await requestsOf(() => acknowledge([]))).to.have.length(0);
  });
});
