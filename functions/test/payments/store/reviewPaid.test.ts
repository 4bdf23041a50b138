import { expect } from "chai";
import { isLostRace } from "../../../src/firestore/commit.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";
import { reviewPaid } from "../../../src/payments/store/reviewPaid.js";
import { db } from "../../../src/firestore/database.js";
import { logsOf } from "../../support/logs.js";
import { lookNow, paid } from "../../support/refunds.js";
import { changesNothing } from "../../support/unchanged.js";

describe("a payment without a booking", () => {
  it("is put before a person and taken off the work list in one commit, unless it has changed", async () => {
    const { paymentIntentId } = await paid(["A1"]);
    const snapshot = await paymentIntents.doc(paymentIntentId).get();
    const asRead = { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
    const logs = await logsOf(() => reviewPaid(asRead, new Error("no booking")));
    expect((await paymentIntents.doc(paymentIntentId).get()).data()).to.include({ dueAt: null });
    const review = await db.doc(`reviews/PAID_WITHOUT_BOOKING_${paymentIntentId}`).get();
    expect(review.data()).to.include({
      status: "open",
      amount: 150_000,
      opened: 1,
      subject: paymentIntentId,
    });
    expect(logs.match(/review\.opened/g)).to.have.length(1);

    await lookNow(paymentIntentId);
    const lost = await changesNothing(() =>
      reviewPaid(asRead, new Error("no booking")).then(
        () => null,
        (error: unknown) => error,
      ),
    );
    expect(isLostRace(lost)).to.be.true;
  });
});
