import { expect } from "chai";
import type { DocumentData } from "firebase-admin/firestore";
import { book, clearDatabase, openPerformance, pay, runSweep, type Refused } from "../support/world.js";
import { everything } from "../support/documents.js";
import { tell } from "../support/told.js";
import { assertSettled, readDatabase } from "../support/invariants.js";

/** Waits for many bookings. Returns the answers of those that succeeded and the refusals of the others. */
async function crowd(answers: Promise<{ bookingId: string }>[]) {
  const ended = await Promise.allSettled(answers);
  return {
    winners: ended.filter((how) => how.status === "fulfilled").map((how) => how.value),
    losers: ended.filter((how) => how.status === "rejected").map((how) => how.reason as Refused),
  };
}

const named = (documents: Record<string, DocumentData>, name: string) =>
  Object.values(documents).filter((document) => document["userId"] === name);

describe("many callers for few seats", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("of two callers for one seat, one gets it, and the other writes nothing", async () => {
    const performanceId = await openPerformance();
    const { winners, losers } = await crowd([
      book("ann", performanceId, ["A1"]),
      book("bob", performanceId, ["A1"]),
    ]);
    expect(winners).to.have.length(1);
    expect(losers.map(({ code, details }) => ({ code, details }))).to.deep.equal([
      { code: "already-exists", details: { reason: "SEAT_TAKEN", seatIds: ["A1"] } },
    ]);
    const { bookings, intents, seats, ticketCounts } = await readDatabase();
    for (const [what, documents] of Object.entries({ bookings, intents, seats, ticketCounts }))
      expect(documents.size, what).to.equal(1);
    await assertSettled();
  });

  it("leaves every document as it was when a seat is taken", async () => {
    const performanceId = await openPerformance();
    await book("ann", performanceId, ["A3"]);
    const before = await everything();
    await crowd(Array.from({ length: 10 }, (_, n) => book(`user${n}`, performanceId, [`B${n + 1}`, "A3"])));
    expect(await everything()).to.deep.equal(before);
  });

  it("of 50 callers for overlapping seats, each seat has one owner and no loser wrote", async () => {
    const performanceId = await openPerformance();
    // Each caller wants three neighbouring seats of row A. The first of them is one of the seats 1 to 10, so fifteen
    // callers want each of the seats 3 to 10.
    const wishes = Array.from({ length: 50 }, (_, n) =>
      [n % 10, (n % 10) + 1, (n % 10) + 2].map((at) => `A${at + 1}`),
    );
    const { winners, losers } = await crowd(
      wishes.map((seatIds, n) => book(`user${n}`, performanceId, seatIds)),
    );

    expect(winners).to.have.length.within(2, 4); // twelve seats, three each
    expect(losers).to.have.length(50 - winners.length);
    for (const { code, details } of losers) {
      expect({ code, reason: details.reason }).to.be.deep.oneOf([
        { code: "already-exists", reason: "SEAT_TAKEN" },
        { code: "aborted", reason: "CONTENDED" },
      ]);
    }
    const { bookings, seats } = await readDatabase();
    expect([...bookings.keys()].sort()).to.deep.equal(winners.map(({ bookingId }) => bookingId).sort());
    expect(seats.size).to.equal(3 * winners.length);
    const documents = await everything();
    const buyers = new Set([...bookings.values()].map(({ userId }) => userId));
    for (let n = 0; n < 50; n++) {
      if (!buyers.has(`user${n}`)) expect(named(documents, `user${n}`)).to.deep.equal([]);
    }
    await assertSettled();
  });

  it("of 20 payments of one booking at once, one is charged", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, n) => tell(pay("ann", paymentIntentId, { cvv: `12${n % 10}` }))),
    );
    const { charges, intents, ledger } = await readDatabase();
    const { status } = intents.get(paymentIntentId)!;
    expect(told).to.include(status);
    for (const each of told) expect(each).to.be.oneOf([status, "PAYMENT_IN_PROGRESS", "CONTENDED"]);
    expect(charges.size).to.equal(1);
    expect(ledger.size).to.equal(status === "SUCCESS" ? 2 : 0);
    await runSweep();
    await assertSettled();
  });
});
