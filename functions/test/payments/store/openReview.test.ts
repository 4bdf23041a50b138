import { expect } from "chai";
import { closeReview, openReviewOnce } from "../../../src/payments/store/openReview.js";
import { reviews } from "../../../src/payments/store/collections.js";
import { logsOf } from "../../support/logs.js";
import { requestsOf } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";

let subjects = 0;
const aSubject = () => ({ subject: `pi_${process.pid}_${++subjects}`, amount: 1_000, currency: "KRW" });
const reviewOf = async (subject: string) => (await reviews.doc(`UNKNOWN_OUTCOME_${subject}`).get()).data()!;

describe("a review", () => {
  it("is opened once for one finding, however often it is found, and is one error in the log", async () => {
    const subject = aSubject();
    const logs = await logsOf(async () => {
      await Promise.all([1, 2, 3].map(() => openReviewOnce("UNKNOWN_OUTCOME", subject)));
      await changesNothing(() => openReviewOnce("UNKNOWN_OUTCOME", subject));
    });
    expect(logs.match(/review\.opened/g)).to.have.length(1);
    const { openSince, ...review } = await reviewOf(subject.subject);
    expect(review).to.deep.equal({ kind: "UNKNOWN_OUTCOME", ...subject, status: "open", opened: 1 });
    expect(Math.abs(openSince.getTime() - Date.now())).to.be.below(10_000);
  });

  it("is closed, and opened again when it is found again", async () => {
    const subject = aSubject();
    await openReviewOnce("UNKNOWN_OUTCOME", subject);
    const before = await reviewOf(subject.subject);
    expect(await logsOf(() => closeReview("UNKNOWN_OUTCOME", subject.subject))).to.include("review.closed");
    expect(await reviewOf(subject.subject)).to.deep.equal({ ...before, status: "closed" });
    await openReviewOnce("UNKNOWN_OUTCOME", subject);
    const again = await reviewOf(subject.subject);
    expect(again).to.include({ status: "open", opened: 2 });
    expect(again.openSince).to.be.greaterThan(before.openSince);
  });

  it("that is closed or not there is not closed again, and costs one read", async () => {
    const { subject } = aSubject();
    for (let times = 0; times < 2; times++) {
      const requests = await changesNothing(() => requestsOf(() => closeReview("UNKNOWN_OUTCOME", subject)));
      expect(requests).to.have.length(1);
      await openReviewOnce("UNKNOWN_OUTCOME", { subject, amount: 1, currency: "KRW" });
      await closeReview("UNKNOWN_OUTCOME", subject);
    }
  });
});
