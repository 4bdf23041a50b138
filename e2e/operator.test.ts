import { expect } from "chai";
import type { Credential } from "firebase-admin/app";
import type { DocumentData } from "firebase-admin/firestore";
import { paymentIntentIdOf, refundIdOf, seatKey, ticketCountKey } from "../functions/src/shared/ids.js";
import { accountOf } from "../suite/account.js";
import { loadPerformances } from "../suite/load.js";
import { main as refund } from "../suite/refund.js";
import { main as reviews } from "../suite/reviews.js";
import {
  book,
  checked,
  clear,
  everything,
  inFile,
  run,
  startDatabase,
} from "../suite/test/support/database.js";

/** The functions' own modules. They open their database when they are loaded, so they are loaded after it runs. */
async function loadFunctions() {
  const books = await import("../suite/books.js");
  const { sweepRefunds } = await import("../functions/src/triggers/sweepRefunds.js");
  const { sweep } = await import("../functions/src/triggers/sweep.js");
  return {
    ...books,
    sweep,
    sweepRefunds: () => sweepRefunds.run({ scheduleTime: new Date().toISOString() }),
  };
}

describe("the operator's commands", () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let functions: Awaited<ReturnType<typeof loadFunctions>>;
  before(async () => {
    database = await startDatabase();
    await run(reviews); // opens the functions' database
    functions = await loadFunctions();
  });
  after(() => database.close());
  beforeEach(async () => {
    await clear(database.db);
    await loadPerformances(database.db, checked({ perf: inFile() }));
  });

  const stored = async (path: string) => (await database.db.doc(path).get()).data();
  const all = async (collection: string) =>
    (await database.db.collection(collection).get()).docs.map((each) => each.data());

  /** Stores a paid booking and its charge at the simulated gateway, made with a token. */
  async function paid(seatIds: string[], token?: string): Promise<string> {
    const bookingId = await book(database.db, "perf", "ann", seatIds);
    const { totalAmount: amount, currency } = (await stored(`bookings/${bookingId}`))!;
    const charge = { amount, currency, failure: null, ...(token ? { fault: token } : {}) };
    await database.db.doc(`simulatedCharges/${paymentIntentIdOf(bookingId)}`).set(charge);
    return bookingId;
  }

  /** What the ledger says that we owe to customers. */
  async function owed(): Promise<number> {
    const entries = (await all("ledgerEntries")).filter(({ account }) => account === "REFUND_PAYABLE");
    return entries.reduce(
      (sum, { direction, amount }) => sum + (direction === "credit" ? amount : -amount),
      0,
    );
  }

  /** What the gateway has paid back or is about to pay back. */
  async function atGateway(): Promise<DocumentData[]> {
    return (await all("simulatedRefunds")).flatMap(({ refunds }) => refunds as DocumentData[]);
  }

  /** A refund that the gateway refused. Returns the ids of its booking, of the refund and of its review. */
  async function refused() {
    const bookingId = await paid(["A1", "A2"], "tok_refund_fails");
    expect((await run(refund, bookingId, "--reason", "rain", "--yes")).code).to.equal(0);
    await functions.sweepRefunds();
    const refundId = refundIdOf(paymentIntentIdOf(bookingId), 1);
    return { bookingId, refundId, reviewId: `REFUND_REFUSED_${refundId}` };
  }

  /** A payment whose booking was deleted by hand, as the sweep finds it. */
  async function withoutBooking() {
    const bookingId = await paid(["A1"]);
    const paymentIntentId = paymentIntentIdOf(bookingId);
    await database.db.doc(`bookings/${bookingId}`).delete();
    await database.db.doc(`paymentIntents/${paymentIntentId}`).update({ dueAt: new Date(0) });
    await functions.sweep();
    const reviewId = `PAID_WITHOUT_BOOKING_${paymentIntentId}`;
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "open" });
    return { bookingId, paymentIntentId, reviewId };
  }

  async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
    const before = await everything(database.db);
    const answer = await act();
    expect(await everything(database.db)).to.deep.equal(before);
    return answer;
  }

  describe("npm run refund", () => {
    it("gives a booking back in full and frees its seats, and the sweep pays", async () => {
      const bookingId = await paid(["A1", "가1"]);
      const { code, text } = await run(refund, bookingId, "--reason", "the singer is ill", "--yes");
      const refundId = refundIdOf(paymentIntentIdOf(bookingId), 1);
      expect([code, text]).to.deep.equal([
        0,
        `${bookingId}: given back, 250000 KRW, refund ${refundId}. The booking is cancelled.\nThe sweep pays it within a minute.`,
      ]);
      expect(await stored(`bookings/${bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "ORGANISER",
        refundedAmount: 250_000,
        feeKept: 0,
      });
      expect(await stored(`occupiedSeats/${seatKey("perf", "A1")}`)).to.equal(undefined);
      expect(await stored(`ticketCounts/${ticketCountKey("perf", "ann")}`)).to.include({ tickets: 0 });
      const [action] = await all("operatorActions");
      expect(action).to.include({ account: "local", command: "refund", subject: bookingId });
      expect(action).to.include({ note: "the singer is ill" });
      expect(await owed()).to.equal(250_000);
      await functions.sweepRefunds();
      expect(await stored(`refunds/${refundId}`)).to.include({
        status: "DONE",
        by: "OPERATOR",
        reason: "ORGANISER",
      });
      expect(await owed()).to.equal(0);
      expect(await atGateway()).to.have.length(1);
    });

    it("gives some seats back, and then refuses to give the same ones back again", async () => {
      const bookingId = await paid(["A1", "A2"]);
      const seats = ["--seats", "A2", "--reason", "broken seat", "--yes"];
      expect((await run(refund, bookingId, ...seats)).text).to.match(
        /given back, 100000 KRW.* It keeps A1\./,
      );
      const again = await changesNothing(() => run(refund, bookingId, ...seats));
      expect([again.code, again.text]).to.deep.equal([
        1,
        `${bookingId}: this was given back before. Nothing was changed. 100000 KRW, refund ${refundIdOf(paymentIntentIdOf(bookingId), 1)}`,
      ]);
      expect(await stored(`bookings/${bookingId}`)).to.deep.include({ status: "confirmed", seatIds: ["A1"] });
    });

    it("of two operators at once lets one give a booking back", async () => {
      const bookingId = await paid(["A1"]);
      const purchase = await functions.readPurchase(bookingId);
      const give = (account: string) => {
        const action = functions.newAction({ account, command: "refund", subject: bookingId, note: "" });
        const wish = { seatIds: null, expectedRefund: null, by: "OPERATOR" } as const;
        return functions.cancelConfirmed(purchase, wish, (batch) => functions.writeAction(batch, action));
      };
      const [one, other] = await Promise.all([give("ann"), give("ben")]);
      expect(one.refund?.refundId).to.equal(other.refund?.refundId);
      expect(await all("operatorActions")).to.have.length(1);
      expect(await owed()).to.equal(100_000);
    });

    it("confirms a paid booking first whose event has not come", async () => {
      const bookingId = await paid(["A1"]);
      await database.db.doc(`bookings/${bookingId}`).update({ status: "pending", confirmedAt: null });
      expect((await run(refund, bookingId, "--reason", "rain", "--yes")).code).to.equal(0);
      expect(await stored(`bookings/${bookingId}`)).to.include({
        status: "cancelled",
        cancelReason: "ORGANISER",
      });
    });

    it("gives a payment back that has no booking, once, and its review stays closed", async () => {
      const { paymentIntentId, reviewId } = await withoutBooking();
      const order = [paymentIntentId, "--reason", "lost", "--yes"];
      expect((await run(refund, ...order)).text).to.match(/: given back, 100000 KRW, refund rf_/);
      expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed" });
      const again = await changesNothing(() => run(refund, ...order));
      expect(again.text).to.match(/all of it was given back before\. Nothing was changed\.$/);
      await functions.sweep();
      await functions.sweepRefunds();
      expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed", opened: 1 });
      expect(await owed()).to.equal(0);
    });

    it("cancels a pending booking that lost a seat when its payment is given back, and leaves that seat alone", async () => {
      const bookingId = await paid(["A1", "A2"]);
      await database.db.doc(`bookings/${bookingId}`).update({ status: "pending", confirmedAt: null });
      await database.db.doc(`occupiedSeats/${seatKey("perf", "A2")}`).update({ bookingId: "bk_other" });
      const { code } = await run(refund, paymentIntentIdOf(bookingId), "--reason", "mixed up", "--yes");
      expect(code).to.equal(0);
      expect(await stored(`bookings/${bookingId}`)).to.include({
        status: "cancelled",
        refundedAmount: 200_000,
      });
      expect(await stored(`occupiedSeats/${seatKey("perf", "A1")}`)).to.equal(undefined);
      expect(await stored(`occupiedSeats/${seatKey("perf", "A2")}`)).to.include({ bookingId: "bk_other" });
    });

    it("refuses in one line, and changes nothing", async () => {
      const bookingId = await paid(["A1"]);
      const unpaid = await book(database.db, "perf", "ben", ["A2"], { paid: false });
      const give = async (...args: string[]) =>
        (await changesNothing(() => run(refund, ...args, "--reason", "rain"))).text;
      expect(await give("bk_none", "--yes")).to.equal("bk_none: there is no such booking.");
      expect(await give("pi_none", "--yes")).to.equal("pi_none: there is no such payment.");
      expect(await give(unpaid, "--yes")).to.match(/ is not paid: there is nothing to give back/);
      expect(await give(paymentIntentIdOf(unpaid), "--yes")).to.match(/: it is PENDING, so nothing/);
      expect(await give(paymentIntentIdOf(bookingId), "--yes")).to.match(/its booking was confirmed/);
      expect(await give(bookingId, "--seats", "A9", "--yes")).to.equal("This booking has no seat A9.");
      expect(await give(bookingId)).to.match(/^There is no terminal to ask on: add --yes/);
      for (const args of [[], [bookingId], ["pi_1", "--reason", "x", "--seats", "A1"]])
        expect((await run(refund, ...args)).text).to.match(/^[^\n]+ Usage: npm run refund -- [^\n]+$/);
      expect((await run(refund, "--help")).text).to.match(/^npm run refund/);
    });
  });

  describe("npm run reviews", () => {
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
      const { code, text } = await changesNothing(() =>
        run(reviews, "paid-by-hand", reviewId, "--note", "x"),
      );
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
        expect((await all("operatorActions")).filter(({ subject }) => subject === reviewId)).to.have.length(
          1,
        );
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
      await database.db
        .doc(`bookings/${bookingId}`)
        .set({ ...booking, status: "pending", confirmedAt: null });
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
      for (const args of [
        ["close", "x"],
        ["retry"],
        ["dismiss", "x"],
        ["paid-by-hand", "x"],
        ["--note", "x"],
      ])
        expect((await run(reviews, ...args)).text).to.match(/^[^\n]+ Usage: npm run reviews -- [^\n]+$/);
      for (const id of ["REFUND_REFUSED_rf_none_1", "a/b"])
        expect((await run(reviews, "retry", id)).text).to.match(/: there is no such open review\./);
      expect((await run(reviews, "paid-by-hand", "PAID_WITHOUT_BOOKING_pi_a", "--note", "x")).text).to.match(
        /only a refund can be paid by hand/,
      );
    });
  });

  describe("the account of an operator", () => {
    const credential: Credential = {
      getAccessToken: () => Promise.resolve({ access_token: "a token", expires_in: 3600 }),
    };
    const answering =
      (body: object, status = 200) =>
      () =>
        Promise.resolve(new Response(JSON.stringify(body), { status }));

    it("is the one that Google names for the credentials", async () => {
      expect(await accountOf(credential, answering({ email: "ann@example.com" }))).to.equal(
        "ann@example.com",
      );
    });

    it("must be known before anything is changed", async () => {
      for (const answer of [answering({}), answering({ error: "invalid_token" }, 400)]) {
        const refused = await accountOf(credential, answer).catch((error: Error) => error.message);
        expect(refused).to.match(/credentials/);
      }
    });
  });
});
