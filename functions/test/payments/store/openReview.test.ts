import { expect } from "chai";
import { closeReview, logOpened, openReview } from "../../../src/payments/store/openReview.js";
import { reviews } from "../../../src/payments/store/collections.js";
import { db } from "../../../src/firestore/database.js";
import { errorOf, linesOf, logsOf } from "../../support/logs.js";
import { requestsOf } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";

let subjects = 0;
const aSubject = () => ({ subject: `pi_${process.pid}_${++subjects}`, amount: 1_000, currency: "KRW" });
const reviewOf = async (subject: string) => (await reviews.doc(`UNKNOWN_OUTCOME_${subject}`).get()).data()!;

async function open(subject: ReturnType<typeof aSubject>): Promise<void> {
  const batch = db.batch();
  openReview(batch, "UNKNOWN_OUTCOME", subject);
  await batch.commit();
}

describe("a review", () => {
  it("says what it is about, since when, and how often it was opened", async () => {
    const subject = aSubject();
    await open(subject);
    const { openSince, ...review } = await reviewOf(subject.subject);
    expect(review).to.deep.equal({ kind: "UNKNOWN_OUTCOME", ...subject, status: "open", opened: 1 });
    expect(Math.abs(openSince.getTime() - Date.now())).to.be.below(10_000);
  });

  it("is closed, and opened again when it is found again", async () => {
    const subject = aSubject();
    await open(subject);
    const before = await reviewOf(subject.subject);
    expect(await linesOf(() => closeReview("UNKNOWN_OUTCOME", subject.subject))).to.deep.equal([
      { message: "review.closed", reviewId: `UNKNOWN_OUTCOME_${subject.subject}` },
    ]);
    expect(await reviewOf(subject.subject)).to.deep.equal({ ...before, status: "closed" });
    await open(subject);
    const again = await reviewOf(subject.subject);
    expect(again).to.include({ status: "open", opened: 2 });
    expect(again.openSince).to.be.greaterThan(before.openSince);
  });

  it("is closed by whoever comes first, and none of those who come at once fails", async () => {
    const subject = aSubject();
    await open(subject);
    const close = () => closeReview("UNKNOWN_OUTCOME", subject.subject);
    const logs = await logsOf(() => Promise.all([close(), close(), close()]));
    expect(await reviewOf(subject.subject)).to.include({ status: "closed" });
    expect(logs.match(/review\.closed/g)).to.have.length(1);
  });

  it("that is opened is an error in the log, which names it, and tells the cause if there is one", async () => {
    const cause = new Error("a seat of it is lost");
    expect(await errorOf(async () => logOpened("PAID_WITHOUT_BOOKING", "pi_1", cause)))
      .to.include("review.opened")
      .and.include("PAID_WITHOUT_BOOKING_pi_1")
      .and.include("a seat of it is lost");
    expect(await errorOf(async () => logOpened("REFUND_OVERDUE", "rf_1_1"))).to.not.match(/cause/);
  });

  it("that is closed or not there is not closed again, and costs one read", async () => {
    const subject = aSubject();
    for (let times = 0; times < 2; times++) {
      const close = () => closeReview("UNKNOWN_OUTCOME", subject.subject);
      expect(await changesNothing(() => requestsOf(close))).to.have.length(1);
      await open(subject);
      await close();
    }
  });
});
