import { expect } from "chai";
import type { DocumentData } from "firebase-admin/firestore";
import { paymentIntentIdOf } from "../functions/src/shared/ids.js";
import { main as reviews } from "../suite/reviews.js";
import { clear, run } from "../suite/test/support/database.js";
import {
  all,
  atGateway,
  changesNothing,
  database,
  functions,
  owed,
  paid,
  refused,
  stored,
  useDatabase,
  withoutBooking,
} from "./support/operator.js";

describe("npm run reviews", () => {
  useDatabase();

  it("lists what is open, oldest first, with what can be done", async () => {
    expect((await run(reviews)).text).to.equal("No review is open.");
    const first = await refused();
    const second = await withoutBooking();
    const { text } = await run(reviews);
    expect(text.split("\n\n").map((entry) => entry.split("\n")[0])).to.deep.equal([
      first.reviewId,
      second.reviewId,
    ]);
    expect(text).to.match(
      new RegExp(
        `^${first.reviewId}\n  200000 KRW, open since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d \\(Asia/Seoul\\)\n`,
      ),
    );
    expect(text).to.include("REFUND_DECLINED: The bank does not take the refund.");
    expect(text).to.include(`npm run reviews -- retry ${first.reviewId}`);
    expect(text).to.include(`npm run reviews -- paid-by-hand ${first.reviewId} --note "…"`);
    expect(text).to.not.include(`dismiss ${first.reviewId}`);
    expect(text).to.include(`npm run refund -- ${second.paymentIntentId} --reason "…"`);
    expect(text).to.include(`npm run reviews -- dismiss ${second.reviewId} --note "…"`);
  });

  it("retries a refund in a new round, which the gateway then pays", async () => {
    const { refundId, reviewId, bookingId } = await refused();
    const charge = database.db.doc(`simulatedCharges/${paymentIntentIdOf(bookingId)}`);
    await charge.update({ fault: null });
    expect((await run(reviews, "retry", reviewId)).code).to.equal(0);
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed" });
    await functions.sweepRefunds();
    expect(await stored(`refunds/${refundId}`)).to.include({ status: "DONE", round: 2 });
    expect(await owed()).to.equal(0);
    expect(await stored(`ledgerEntries/${paymentIntentIdOf(bookingId)}_refunded1r2_debit`)).to.be.an(
      "object",
    );
  });

  it("opens a review again if the refund is refused again", async () => {
    const { reviewId } = await refused();
    await run(reviews, "retry", reviewId);
    await functions.sweepRefunds();
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "open", opened: 2 });
    expect((await run(reviews)).text).to.include("opened 2 times");
  });

  it("books a refund as paid by hand once", async () => {
    const { refundId, reviewId } = await refused();
    const paidByHand = ["paid-by-hand", reviewId, "--note", "transfer 4711"];
    expect((await run(reviews, ...paidByHand)).code).to.equal(0);
    expect(await stored(`refunds/${refundId}`)).to.include({ status: "DONE", round: 2, dueAt: null });
    expect(await owed()).to.equal(0);
    const again = await changesNothing(() => run(reviews, ...paidByHand));
    expect([again.code, again.text]).to.deep.equal([
      1,
      `${reviewId}: there is no such open review. Someone may have closed it: npm run reviews lists them.`,
    ]);
    await functions.sweepRefunds();
    expect((await atGateway()).length).to.equal(1); // the one that was refused
  });

  it("refuses paid-by-hand while the gateway has any round of the refund, and then a retry books it", async () => {
    const { refundId, reviewId, bookingId } = await refused();
    const record = database.db.doc(`simulatedRefunds/${paymentIntentIdOf(bookingId)}`);
    const [sent] = (await record.get()).get("refunds") as DocumentData[];
    await record.update({ refunds: [{ ...sent, fault: null }] });
    const { code, text } = await changesNothing(() => run(reviews, "paid-by-hand", reviewId, "--note", "x"));
    expect(code).to.equal(1);
    expect(text).to.match(/the gateway has this refund, done or under way\. Nothing was changed\./);
    await run(reviews, "retry", reviewId);
    await functions.sweepRefunds();
    expect(await stored(`refunds/${refundId}`)).to.include({ status: "DONE" });
    expect(await atGateway()).to.have.length(1);
    expect(await owed()).to.equal(0);
  });

  for (const [one, other] of [
    ["retry", "retry"],
    ["retry", "paid-by-hand"],
    ["paid-by-hand", "paid-by-hand"],
  ] as const) {
    it(`of two operators at once lets one win: ${one} and ${other}`, async () => {
      const { refundId, reviewId } = await refused();
      const act = (command: "retry" | "paid-by-hand") => {
        const action = functions.newAction({ account: command, command, subject: reviewId, note: "" });
        return command === "retry" ? functions.beginRound(action) : functions.payByHand(action);
      };
      const answers = await Promise.all([act(one), act(other)]);
      expect(answers).to.have.members(["done", "not open"]);
      expect((await all("operatorActions")).filter(({ subject }) => subject === reviewId)).to.have.length(1);
      expect(await stored(`refunds/${refundId}`)).to.include({ round: 2 });
    });
  }

  it("looks at a payment again, and the review opens again while nothing has changed", async () => {
    const { reviewId } = await withoutBooking();
    expect((await run(reviews, "retry", reviewId)).code).to.equal(0);
    await functions.sweep();
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "open", opened: 2 });
  });

  it("looks at a payment again, and settles it once its booking is restored", async () => {
    const bookingId = await paid(["A1"]);
    const booking = (await stored(`bookings/${bookingId}`))!;
    const paymentIntentId = paymentIntentIdOf(bookingId);
    await database.db.doc(`bookings/${bookingId}`).delete();
    await database.db.doc(`paymentIntents/${paymentIntentId}`).update({ dueAt: new Date(0) });
    await functions.sweep();
    await database.db.doc(`bookings/${bookingId}`).set({ ...booking, status: "pending", confirmedAt: null });
    await run(reviews, "retry", `PAID_WITHOUT_BOOKING_${paymentIntentId}`);
    await functions.sweep();
    expect(await stored(`bookings/${bookingId}`)).to.include({ status: "confirmed" });
    expect((await run(reviews)).text).to.equal("No review is open.");
  });

  it("does not end the lease of a payment that is looked at again", async () => {
    const bookingId = await paid(["A1"]);
    const paymentIntentId = paymentIntentIdOf(bookingId);
    const dueAt = new Date(Date.now() + 90_000);
    const intent = database.db.doc(`paymentIntents/${paymentIntentId}`);
    await intent.update({ status: "PROCESSING", attempt: { id: "at_a", number: 1 }, dueAt });
    const review = { kind: "UNKNOWN_OUTCOME", subject: paymentIntentId, amount: 100_000, currency: "KRW" };
    const id = `UNKNOWN_OUTCOME_${paymentIntentId}`;
    await database.db
      .doc(`reviews/${id}`)
      .set({ ...review, openSince: new Date(), status: "open", opened: 1 });
    expect((await run(reviews, "retry", id)).code).to.equal(0);
    expect((await intent.get()).get("dueAt").toDate()).to.deep.equal(dueAt);
    expect(await stored(`reviews/${id}`)).to.include({ status: "closed" });
  });

  it("dismisses a payment with a note, and never a refund", async () => {
    const { reviewId } = await withoutBooking();
    expect((await run(reviews, "dismiss", reviewId, "--note", "a test")).code).to.equal(0);
    expect(await all("operatorActions")).to.have.length(1);
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed" });
    await clear(database.db);
    const { reviewId: owed } = await refused();
    const { code, text } = await changesNothing(() => run(reviews, "dismiss", owed, "--note", "x"));
    expect([code, text]).to.deep.equal([
      1,
      `${owed}: what is owed cannot be dismissed. Try again (retry), or pay it and say so (paid-by-hand).`,
    ]);
  });

  it("says in one line what it cannot do", async () => {
    expect((await run(reviews, "--help")).text).to.match(/^npm run reviews/);
    for (const args of [["close", "x"], ["retry"], ["dismiss", "x"], ["paid-by-hand", "x"], ["--note", "x"]])
      expect((await run(reviews, ...args)).text).to.match(/^[^\n]+ Usage: npm run reviews -- [^\n]+$/);
    for (const id of ["REFUND_REFUSED_rf_none_1", "a/b"])
      expect((await run(reviews, "retry", id)).text).to.match(/: there is no such open review\./);
    expect((await run(reviews, "paid-by-hand", "PAID_WITHOUT_BOOKING_pi_a", "--note", "x")).text).to.match(
      /only a refund can be paid by hand/,
    );
  });
});
