import { expect } from "chai";
import { isLostRace } from "../../../src/firestore/commit.js";
import { closeReview } from "../../../src/payments/store/openReview.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";
import { reviewPaid, reviewUnknown } from "../../../src/payments/store/reviewPayment.js";
import type { IntentAsWritten } from "../../../src/payments/store/recordOutcome.js";
import { stored } from "../../support/documents.js";
import { logsOf } from "../../support/logs.js";
import { lookNow, paid } from "../../support/refunds.js";
import { requestsOf } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";

async function readIntent(paymentIntentId: string): Promise<IntentAsWritten> {
  const snapshot = await paymentIntents.doc(paymentIntentId).get();
  return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
}

/** Asserts that a review is refused because the payment has changed, and that nothing is written. */
async function comesTooLate(open: () => Promise<void>): Promise<void> {
  const error = await changesNothing(() =>
    open().then(
      () => null,
      (reason: unknown) => reason,
    ),
  );
  expect(isLostRace(error)).to.be.true;
}

describe("a payment is put before a person", () => {
  it("and taken off the work list in one commit if it has no booking, unless it has changed", async () => {
    const { paymentIntentId } = await paid(["A1"]);
    const asRead = await readIntent(paymentIntentId);
    const open = () => reviewPaid(asRead, new Error("no booking"));
    const logs = await logsOf(open);
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({ dueAt: null });
    expect(await stored(`reviews/PAID_WITHOUT_BOOKING_${paymentIntentId}`)).to.include({
      status: "open",
      amount: 150_000,
      opened: 1,
      subject: paymentIntentId,
    });
    expect(logs.match(/review\.opened/g)).to.have.length(1);
    await lookNow(paymentIntentId);
    await comesTooLate(open);
  });

  it("once if its outcome stays unknown, and stays on the work list", async () => {
    const { paymentIntentId } = await paid(["A1"]);
    const before = await readIntent(paymentIntentId);
    const logs = await logsOf(() => Promise.allSettled([1, 2, 3].map(() => reviewUnknown(before))));
    expect(logs.match(/review\.opened/g)).to.have.length(1);
    const review = `reviews/UNKNOWN_OUTCOME_${paymentIntentId}`;
    expect(await stored(review)).to.include({ status: "open", amount: 150_000, opened: 1 });
    const after = await readIntent(paymentIntentId);
    expect(after.intent.dueAt).to.deep.equal(before.intent.dueAt);
    expect(await changesNothing(() => requestsOf(() => reviewUnknown(after)))).to.have.length(1);

    await closeReview("UNKNOWN_OUTCOME", paymentIntentId);
    await comesTooLate(() => reviewUnknown(before));
    await reviewUnknown(after);
    expect(await stored(review)).to.include({ status: "open", opened: 2 });
  });
});
