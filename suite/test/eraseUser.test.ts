import { createHash } from "node:crypto";
import { expect } from "chai";
import { paymentIntentIdOf, ticketCountKey } from "../../functions/src/shared/ids.js";
import type { UserError } from "../userError.js";
import { eraseUser } from "../erasure.js";
import { main } from "../eraseUser.js";
import { book, clear, everything, meddled, run, startDatabase } from "./support/database.js";

const ANN = "kakao:1234567890";

describe("npm run erase-user", () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  before(async () => void (database = await startDatabase()));
  beforeEach(() => clear(database.db));
  after(() => database.close());
  const erase = (...args: string[]) => run(main, ...args);
  const stored = (path: string) => database.db.doc(path).get();

  it("leaves nothing of the user, and all that the books need", async () => {
    const bookings = [
      await book(database.db, "perf", ANN, ["A1", "A2"]),
      await book(database.db, "perf", ANN, ["A3"]),
      await book(database.db, "perf_other", ANN, ["가1"]),
    ];
    const others = await book(database.db, "perf", "ben", ["A4"]);
    await database.db.doc("ledgerEntries/one").set({ bookingId: bookings[0], amount: 200_000 });
    const before = await everything(database.db);
    expect(await erase(ANN)).to.deep.equal({ code: 0, text: "The user was erased from 3 bookings." });

    const after = await everything(database.db);
    expect(JSON.stringify(after)).to.not.include(ANN);
    const pseudonym = (await stored(`bookings/${bookings[0]}`)).get("userId") as string;
    expect(pseudonym).to.match(/^erased_[\da-f-]{36}$/);
    for (const id of bookings) {
      const booking = `bookings/${id}`;
      const intent = `paymentIntents/${paymentIntentIdOf(id)}`;
      expect(after[booking]).to.deep.equal({ ...before[booking], userId: pseudonym, requestId: null });
      expect(after[intent]).to.deep.equal({ ...before[intent], userId: pseudonym });
    }
    for (const [performanceId, tickets] of Object.entries({ perf: 3, perf_other: 1 })) {
      expect(after).to.not.have.property(`ticketCounts/${ticketCountKey(performanceId, ANN)}`);
      expect(after[`ticketCounts/${ticketCountKey(performanceId, pseudonym)}`]).to.deep.include({
        userId: pseudonym,
        performanceId,
        tickets,
      });
    }
    const untouched = Object.keys(before).filter((path) => /^(occupiedSeats|ledgerEntries)\//.test(path));
    for (const path of [...untouched, `bookings/${others}`]) expect(after[path]).to.deep.equal(before[path]);
    expect(Object.keys(after)).to.have.length(Object.keys(before).length);
  });

  it("erases the user from refunds that are done, and refuses while one is owed", async () => {
    const id = await book(database.db, "perf", ANN, ["A1"]);
    const refund = database.db.doc("refunds/rf_a_1");
    await refund.set({ userId: ANN, bookingId: id, status: "NEEDS_REVIEW", amount: 100_000 });
    expect((await erase(ANN)).text).to.match(/^Not finished yet: rf_a_1\. Nothing was changed\./);
    await refund.update({ status: "DONE" });
    expect((await erase(ANN)).code).to.equal(0);
    const { userId } = (await stored(`bookings/${id}`)).data()!;
    expect((await refund.get()).data()).to.include({ userId, status: "DONE", amount: 100_000 });
  });

  it("is safe to run again", async () => {
    await book(database.db, "perf", ANN, ["A1"]);
    await erase(ANN);
    const before = await everything(database.db);
    expect(await erase(ANN)).to.deep.equal({ code: 0, text: "Nothing of this user was found." });
    expect(await everything(database.db)).to.deep.equal(before);
  });

  it("goes on with the same pseudonym after a run that was broken off, and adds up the tickets", async () => {
    const first = await book(database.db, "perf", ANN, ["A1"]);
    await erase(ANN);
    const pseudonym = (await stored(`bookings/${first}`)).get("userId") as string;
    const second = await book(database.db, "perf", ANN, ["A2"]);
    // Create the state of a run that was interrupted between two bookings of one performance.
    const key = createHash("sha256").update(ANN).digest("hex");
    await database.db.doc(`erasures/${key}`).set({ pseudonym });
    await erase(ANN);
    expect((await stored(`bookings/${second}`)).get("userId")).to.equal(pseudonym);
    expect((await stored(`ticketCounts/${ticketCountKey("perf", pseudonym)}`)).get("tickets")).to.equal(2);
    expect((await stored(`erasures/${key}`)).exists).to.be.false;
  });

  it("gives each erasure a pseudonym of its own, so that nobody can be recognised by it", async () => {
    const first = await book(database.db, "perf", ANN, ["A1"]);
    await erase(ANN);
    const second = await book(database.db, "perf", ANN, ["A2"]);
    await erase(ANN);
    const [one, other] = await Promise.all([first, second].map((id) => stored(`bookings/${id}`)));
    expect(one!.get("userId")).to.not.equal(other!.get("userId"));
  });

  const unfinished: [string, object, object][] = [
    ["a booking is pending", { status: "pending" }, { status: "SUCCESS" }],
    ["a payment is waited for", { status: "cancelled" }, { status: "PENDING" }],
    ["a payment is under way", { status: "confirmed" }, { status: "PROCESSING" }],
  ];
  for (const [what, booking, intent] of unfinished) {
    it(`changes nothing while ${what}`, async () => {
      const id = await book(database.db, "perf", ANN, ["A1"]);
      await book(database.db, "perf", ANN, ["A2"]);
      await database.db.doc(`bookings/${id}`).update(booking);
      await database.db.doc(`paymentIntents/${paymentIntentIdOf(id)}`).update(intent);
      const before = await everything(database.db);
      const { code, text } = await erase(ANN);
      expect(code).to.equal(1);
      expect(text).to.match(/^Not finished yet: (bk|pi)_\w+.* Nothing was changed\. Run this again when/);
      expect(await everything(database.db)).to.deep.equal(before);
    });
  }

  for (const at of ["runTransaction", "batch"] as const) {
    it(`leaves what is booked while it runs to the next run, with its tickets counted: before ${at}`, async () => {
      const { db } = database;
      await book(db, "perf", ANN, ["A1"]);
      let late: string | undefined;
      const bookLate = async () => (late ??= await book(db, "perf", ANN, ["A2", "A3"], { paid: false }));
      const refused = await eraseUser(meddled(db, at, bookLate), ANN).catch((error: unknown) => error);
      expect((refused as UserError).message).to.match(/^The user has booked meanwhile/);
      expect((await stored(`bookings/${late!}`)).get("userId")).to.equal(ANN);
      const count = await stored(`ticketCounts/${ticketCountKey("perf", ANN)}`);
      expect(count.get("tickets")).to.equal(at === "batch" ? 2 : 3);
    });
  }

  it("says so where a document is changed at the same moment, and then goes on", async () => {
    const { db } = database;
    const id = await book(db, "perf", ANN, ["A1"]);
    const touch = () => db.doc(`paymentIntents/${paymentIntentIdOf(id)}`).update({ updatedAt: new Date() });
    const refused = await eraseUser(meddled(db, "batch", touch), ANN).catch((error: unknown) => error);
    expect((refused as UserError).message).to.match(
      /^A document was changed at the same moment\. Run this again/,
    );
    expect(await eraseUser(db, ANN)).to.equal(1);
    expect(JSON.stringify(await everything(db))).to.not.include(ANN);
  });

  it("erases who has more bookings than one commit holds", async () => {
    const { db } = database;
    const batch = db.batch();
    for (let number = 0; number < 450; number++) {
      const cancelled = { userId: ANN, performanceId: "perf", status: "cancelled", requestId: null };
      batch.set(db.doc(`bookings/bk_${number}`), cancelled);
      batch.set(db.doc(`paymentIntents/pi_${number}`), { ...cancelled, status: "CANCELLED" });
    }
    await batch.commit();
    expect((await erase(ANN)).text).to.equal("The user was erased from 450 bookings.");
    expect(JSON.stringify(await everything(db))).to.not.include(ANN);
  });

  it("says in one line what it cannot do", async () => {
    expect((await erase("--help")).text).to.match(/^npm run erase-user/);
    for (const args of [[], [""], ["ann", "ben"], ["ann", "--force"]])
      expect((await erase(...args)).text).to.match(/^[^\n]+ Usage: npm run erase-user -- [^\n]+$/);
  });
});
