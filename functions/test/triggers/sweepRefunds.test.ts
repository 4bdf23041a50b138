import { expect } from "chai";
import { db } from "../../src/firestore/database.js";
import { simulatedGateway } from "../../src/payments/gateways/simulated/simulated.js";
import { DAY_MS, HOUR_MS } from "../../src/shared/calendar.js";
import { replaceGateway, restoreGateway, silenceGateway } from "../support/gateway.js";
import { assertSettled, assertSound } from "../support/invariants.js";
import { logsOf } from "../support/logs.js";
import {
  atGateway,
  booked,
  bought,
  dueIn,
  giveBack,
  openReviews,
  promised,
  refundOf,
  statusOf,
  sweepAfter,
  sweepRefunds,
} from "../support/refunds.js";
import { changesNothing } from "../support/unchanged.js";
import { clearDatabase, runSweep } from "../support/world.js";

describe("the sweep of the refunds", () => {
  beforeEach(clearDatabase);
  afterEach(async () => {
    restoreGateway();
    await assertSound();
  });
  after(clearDatabase);

  it("sends what was promised, once, and looks at it again after 1, 7 and 30 days", async () => {
    const { paymentIntentId, refundId } = await promised();
    await sweepRefunds();
    expect(await refundOf(refundId())).to.deep.include({
      status: "DONE",
      refundReference: `sim_${refundId()}_1_0`,
      failure: null,
      round: 1,
    });
    expect((await refundOf(refundId())).attempt).to.include({ number: 1 });
    expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
    expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1"]);
    for (const days of [1, 6, 23]) {
      expect(await dueIn(refundId())).to.equal(days * 24 * 60);
      await changesNothing(sweepRefunds);
      await sweepAfter(refundId(), days * DAY_MS);
    }
    expect(await dueIn(refundId())).to.be.null;
    expect(await atGateway(paymentIntentId)).to.have.length(1);
    await runSweep();
    await assertSettled();
  });

  it("sends several refunds of one payment, each once", async () => {
    const { bookingId, paymentIntentId } = await promised();
    await giveBack(bookingId);
    await sweepRefunds();
    expect((await atGateway(paymentIntentId)).sort()).to.deep.equal(["1 r1 DONE 105000", "2 r1 DONE 105000"]);
    expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1", "refunded2r1"]);
    await runSweep();
    await assertSettled();
  });

  it("sends once where two sweeps run at once", async () => {
    const { paymentIntentId, refundId } = await promised();
    await Promise.all([sweepRefunds(), sweepRefunds(), sweepRefunds()]);
    expect(await statusOf(refundId())).to.equal("DONE");
    expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
  });

  it("logs each change of state once, and nothing when another sweep was faster", async () => {
    const { refundId } = await promised();
    const logs = await logsOf(() => Promise.all([sweepRefunds(), sweepRefunds()]));
    expect(logs.match(/refund\.changed/g)).to.have.length(1);
    expect(logs).to.include(refundId()).and.not.include('"severity":"ERROR"');
  });

  describe("of a refund that the bank takes its time for", () => {
    it("looks every six hours until it is done, and books it only then", async () => {
      const { paymentIntentId, refundId } = await promised("tok_refund_pending");
      await sweepRefunds();
      expect(await statusOf(refundId())).to.equal("ACCEPTED");
      expect(await dueIn(refundId())).to.equal(6 * 60);
      expect(await booked(paymentIntentId)).to.deep.equal([]);
      silenceGateway("look");
      await sweepAfter(refundId(), 6 * HOUR_MS);
      expect(await statusOf(refundId())).to.equal("ACCEPTED");
      restoreGateway();
      await sweepAfter(refundId(), 6 * HOUR_MS);
      expect(await statusOf(refundId())).to.equal("DONE");
      expect(await booked(paymentIntentId)).to.deep.equal(["refunded1r1"]);
      expect(await atGateway(paymentIntentId)).to.deep.equal(["1 r1 DONE 105000"]);
    });

    it("puts it into review when it is fourteen days old", async () => {
      const { refundId } = await promised("tok_refund_pending");
      await sweepRefunds();
      silenceGateway("look");
      await sweepAfter(refundId(), 14 * DAY_MS);
      expect(await openReviews()).to.deep.equal([`REFUND_OVERDUE_${refundId()}`]);
      expect(await dueIn(refundId())).to.be.null;
      await changesNothing(sweepRefunds);
    });
  });

  it("goes on with the others where one cannot be handled, and says which", async () => {
    const bad = await promised();
    const good = await promised();
    await db.doc(`refunds/${bad.refundId()}`).update({ provider: "gone" });
    const logs = await logsOf(sweepRefunds);
    expect(await statusOf(good.refundId())).to.equal("DONE");
    expect(logs).to.include("refund.sweep-failed").and.include(bad.refundId());
    expect(await statusOf(bad.refundId())).to.equal("SENDING");
    await db.doc(`refunds/${bad.refundId()}`).update({ provider: "simulated" });
    await sweepAfter(bad.refundId(), 90_000);
    expect(await statusOf(bad.refundId())).to.equal("DONE");
  });

  it("handles no more than twenty at the same time", async () => {
    const seatIds = Array.from({ length: 10 }, (_, index) => `A${index + 1}`);
    for (let booking = 0; booking < 3; booking++) {
      const { bookingId } = await bought(seatIds);
      for (const seatId of seatIds.slice(0, 8)) await giveBack(bookingId, [seatId]);
    }
    const state = { atOnce: 0, most: 0, sent: 0 };
    const { refund } = simulatedGateway;
    replaceGateway({
      async refund(order) {
        state.most = Math.max(state.most, ++state.atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        const answer = await refund(order).finally(() => state.atOnce--);
        state.sent++;
        return answer;
      },
    });
    await sweepRefunds();
    expect(state.sent).to.equal(24);
    expect(state.most).to.be.within(2, 20);
    await runSweep();
    await assertSettled();
  }).timeout(60_000);
});
