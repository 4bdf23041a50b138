import { expect } from "chai";
import {
  book,
  clearDatabase,
  deliver,
  eventOf,
  expire,
  openPerformance,
  pay,
  runSweep,
} from "../support/world.js";
import { everything, stored } from "../support/documents.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import { assertSettled, readDatabase } from "../support/invariants.js";
import { db } from "../../src/firestore/database.js";

/** Pays and returns the two events of the payment, its claim and its outcome. Neither has been delivered. */
async function payUnheard(userId: string, paymentIntentId: string, cvv: string) {
  let claimed = async () => {};
  const keepClaim = async ({ step }: FirestoreRequest): Promise<Fate> => {
    if (step === "charge") claimed = await eventOf(paymentIntentId, "PENDING");
    return "pass";
  };
  await watched(keepClaim, () => pay(userId, paymentIntentId, { cvv }));
  return { claimed, finished: await eventOf(paymentIntentId) };
}

async function paid(cvv: string) {
  const performanceId = await openPerformance();
  const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
  const events = await payUnheard("ann", paymentIntentId, cvv);
  return { performanceId, bookingId, paymentIntentId, ...events };
}

const outcomes = {
  SUCCESS: { cvv: "121", booking: "confirmed" },
  FAILURE: { cvv: "122", booking: "cancelled" },
};

/** Returns the items in an order that depends on the seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const weight = (index: number) => Math.imul(index + 1, 2654435761 * (seed + 1)) >>> 0;
  return items
    .map((item, index) => ({ item, at: weight(index) }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

describe("the event of an outcome", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const [outcome, { cvv, booking }] of Object.entries(outcomes)) {
    it(`${outcome}, delivered five times, changes the documents once`, async () => {
      const { bookingId, finished } = await paid(cvv);
      await finished();
      const settled = await everything();
      expect(settled[`bookings/${bookingId}`]).to.include({ status: booking });
      for (let again = 0; again < 4; again++) await finished();
      expect(await everything()).to.deep.equal(settled);
      await runSweep();
      await assertSettled();
    });

    it(`${outcome}, delivered five times at once, ends the same`, async () => {
      const { bookingId, finished } = await paid(cvv);
      await Promise.all(Array.from({ length: 5 }, finished));
      const { bookings } = await readDatabase();
      expect(bookings.get(bookingId)!.status).to.equal(booking);
      await runSweep();
      await assertSettled();
    });

    it(`${outcome}, that never comes, is made up for by the very next sweep`, async () => {
      const { bookingId } = await paid(cvv);
      await runSweep();
      const { bookings } = await readDatabase();
      expect(bookings.get(bookingId)!.status).to.equal(booking);
      await assertSettled();
    });

    it(`${outcome}, that comes after the sweep has settled and seen to it, changes nothing`, async () => {
      const { finished } = await paid(cvv);
      await runSweep();
      const settled = await everything();
      await finished();
      expect(await everything()).to.deep.equal(settled);
    });
  }

  it("that an intent was claimed changes nothing but the seat map", async () => {
    const { performanceId, claimed, finished } = await paid("121");
    const before = await everything();
    await claimed();
    const map = `seatMaps/${performanceId}_b1`;
    expect(await everything()).to.deep.equal({ ...before, [map]: await stored(map) });
    await finished();
    await claimed();
    await runSweep();
    await assertSettled();
  });

  for (const seed of [1, 2, 3]) {
    it(`among those of other purchases, twice each and shuffled, ends the same: order ${seed}`, async function () {
      // After each write of a map, the next event of the same block waits for a second.
      this.timeout(60_000);
      const row = (name: string) => ({ row: name, firstSeat: 1, lastSeat: 2, block: name });
      const sections = [{ section: "S", name: "S", price: 1, rows: [..."ABCDE"].map(row) }];
      const performanceId = await openPerformance({ sections });
      const events: (() => Promise<void>)[] = [];
      for (const [n, cvv] of ["121", "122", "120", "123", "129"].entries()) {
        const seatIds = [1, 2].map((seat) => `${"ABCDE"[n]}${seat}`);
        const { paymentIntentId } = await book(`user${n}`, performanceId, seatIds);
        const { claimed, finished } = await payUnheard(`user${n}`, paymentIntentId, cvv);
        events.push(claimed, claimed, finished, finished);
      }
      for (const event of shuffled(events, seed)) await event();
      const { bookings } = await readDatabase();
      const statuses = [...bookings.values()].map(({ userId, status }) => `${userId} ${status}`);
      expect(statuses).to.have.members([
        "user0 confirmed",
        "user1 cancelled",
        "user2 confirmed",
        "user3 cancelled",
        "user4 confirmed",
      ]);
      await runSweep();
      await assertSettled();
    });
  }

  it("of a failure, hours late, leaves alone who has the seats by now", async () => {
    const { performanceId, paymentIntentId, finished } = await paid("122");
    await expire(paymentIntentId);
    const next = await book("bob", performanceId, ["A1", "A2"]);
    await pay("bob", next.paymentIntentId);
    await deliver(next.paymentIntentId);
    const before = await everything();
    await finished();
    expect(await everything()).to.deep.equal(before);
    const seats = (await db.collection("occupiedSeats").get()).docs;
    expect(seats.map((seat) => [seat.get("bookingId"), seat.get("status")])).to.deep.equal([
      [next.bookingId, "booked"],
      [next.bookingId, "booked"],
    ]);
    await runSweep();
    await assertSettled();
  });
});

describe("the price of a booking", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("is charged as it was booked, though the performance costs more by now", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId, totalAmount } = await book("ann", performanceId, ["A1", "C1"]);
    expect(totalAmount).to.equal(220_000);
    const rows = ["A", "B", "C"].map((row) => ({ row, firstSeat: 1, lastSeat: 20 }));
    const sections = [{ section: "VIP", name: "VIP", price: 999_000, rows }];
    await db.doc(`performances/${performanceId}`).update({ sections, currency: "USD" });

    expect(await pay("ann", paymentIntentId)).to.include({ amount: 220_000, currency: "KRW" });
    await deliver(paymentIntentId);
    const { charges, ledger } = await readDatabase();
    expect(charges.get(paymentIntentId)).to.include({ amount: 220_000, currency: "KRW" });
    expect(
      [...ledger.values()].map(({ account, direction, amount }) => [account, direction, amount]),
    ).to.have.deep.members([
      ["CUSTOMER_PAYABLE", "debit", 220_000],
      ["MERCHANT_BALANCE", "credit", 220_000],
    ]);
    await runSweep();
    await assertSettled();
  });
});
