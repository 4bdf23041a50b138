import { expect } from "chai";
import { OperatorAction, Review, ReviewKind, reviewIdOf } from "../../../src/payments/domain/review.js";
import { NOW } from "../../support/purchases.js";

const review = {
  kind: "REFUND_REFUSED",
  subject: "rf_abc_1",
  amount: 1_000,
  currency: "KRW",
  openSince: NOW,
  status: "open",
  opened: 1,
};

describe("a review", () => {
  it("is of a kind that operators know", () => {
    expect(ReviewKind.options).to.have.members([
      "UNKNOWN_OUTCOME",
      "PAID_WITHOUT_BOOKING",
      "REFUND_REFUSED",
      "REFUND_OVERDUE",
      "REFUND_RETURNED",
    ]);
  });

  it("has one document for each finding", () => {
    expect(reviewIdOf("REFUND_REFUSED", "rf_abc_1")).to.equal("REFUND_REFUSED_rf_abc_1");
  });

  it("is open or closed, and was opened once or more", () => {
    expect(Review.parse(review)).to.deep.equal(review);
    expect(Review.safeParse({ ...review, status: "closed", opened: 3 }).success).to.be.true;
    expect(Review.safeParse({ ...review, status: "dropped" }).success).to.be.false;
    expect(Review.safeParse({ ...review, opened: 0 }).success).to.be.false;
  });

  it("is acted on by someone, with a note", () => {
    const action = {
      account: "ops@example.org",
      command: "retry",
      subject: "rf_abc_1",
      note: "asked",
      at: NOW,
    };
    expect(OperatorAction.parse(action)).to.deep.equal(action);
    expect(OperatorAction.safeParse({ ...action, account: undefined }).success).to.be.false;
  });
});
