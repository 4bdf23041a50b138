import { expect } from "chai";
import {
  book,
  cancel,
  DECLINED,
  deliver,
  expire,
  openPerformance,
  pay,
  runSweep,
} from "../../support/world.js";
import { db } from "../../../src/firestore/database.js";
import { ticketCountKey } from "../../../src/shared/ids.js";
import { stored } from "../../support/documents.js";
import { refused } from "../../support/unchanged.js";

describe("the count of a user's tickets", () => {
  const reason = "TICKET_LIMIT";

  it("counts what is paid, and nobody else's", async () => {
    const strict = await openPerformance({ maxTicketsPerUser: 2 });
    const { paymentIntentId } = await book("ann", strict, ["A1", "A2"]);
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    expect((await refused(() => book("ann", strict, ["A3"]))).details).to.deep.equal({
      reason,
      limit: 2,
      held: 2,
    });
    await book("ben", strict, ["A3", "A4"]);
  });

  it("gives back what was cancelled, declined or expired", async () => {
    const strict = await openPerformance({ maxTicketsPerUser: 3 });
    const cancelled = await book("ann", strict, ["A1", "A2"]);
    await cancel("ann", cancelled.bookingId);
    const declined = await book("ann", strict, ["A1", "A2"]);
    await pay("ann", declined.paymentIntentId, DECLINED);
    await deliver(declined.paymentIntentId);
    const expired = await book("ann", strict, ["A1", "A2"]);
    await expire(expired.paymentIntentId);
    await runSweep();
    await book("ann", strict, ["A1", "A2"]);
  });

  describe("remembers how many seats were given back unpaid", () => {
    let performanceId: string;
    beforeEach(async () => {
      performanceId = await openPerformance({ maxTicketsPerUser: 2 });
    });
    const countOf = (userId: string) => stored(`ticketCounts/${ticketCountKey(performanceId, userId)}`);
    /** Returns how many tickets are counted, and how many seats were given back in all. */
    const told = async (userId: string) => {
      const { tickets, givenBack = {} } = (await countOf(userId))!;
      const seats = Object.values(givenBack as Record<string, number>);
      return { tickets: tickets as number, givenBack: seats.reduce((total, count) => total + count, 0) };
    };
    const expired = async (userId: string, seatIds: string[]) =>
      expire((await book(userId, performanceId, seatIds)).paymentIntentId);

    it("and refuses a user who gave back more than twice the limit", async () => {
      for (const seatIds of [["A1", "A2"], ["A1", "A2"], ["A1"]]) {
        await cancel("ann", (await book("ann", performanceId, seatIds)).bookingId);
      }
      expect(await told("ann")).to.deep.equal({ tickets: 0, givenBack: 5 });
      const { details } = await refused(() => book("ann", performanceId, ["A1"]));
      expect(details.reason).to.equal("TOO_MANY_ATTEMPTS");
      await book("ben", performanceId, ["A1"]);
    });

    it("of each user by itself, where one booking takes over what two users left", async () => {
      await expired("ann", ["A1", "A2"]);
      await expired("cat", ["A3"]);
      await book("ben", performanceId, ["A1", "A3"]);
      expect(await told("ann")).to.deep.equal({ tickets: 0, givenBack: 2 });
      expect(await told("cat")).to.deep.equal({ tickets: 0, givenBack: 1 });
      expect(await told("ben")).to.deep.equal({ tickets: 2, givenBack: 0 });
    });

    it("also where their own user takes them over", async () => {
      await expired("ann", ["A1", "A2"]);
      await book("ann", performanceId, ["A1"]);
      expect(await told("ann")).to.deep.equal({ tickets: 1, givenBack: 2 });
    });

    it("also where someone deleted the count by hand", async () => {
      await expired("ann", ["A1"]);
      await db.doc(`ticketCounts/${ticketCountKey(performanceId, "ann")}`).delete();
      await book("ann", performanceId, ["A1", "A2"]);
      expect(await told("ann")).to.deep.equal({ tickets: 1, givenBack: 1 });
    });

    it("and forgets those of quarters of an hour that no longer count", async () => {
      await book("ann", performanceId, ["A1"]);
      await db.doc(`ticketCounts/${ticketCountKey(performanceId, "ann")}`).update({ "givenBack.q1": 9 });
      await book("ann", performanceId, ["A2"]);
      expect((await countOf("ann"))!["givenBack"]).to.deep.equal({});
    });

    it("but no others: where nothing was given back, nothing is", async () => {
      await book("ann", performanceId, ["A1"]);
      await book("ann", performanceId, ["A2"]);
      expect(await countOf("ann")).to.not.have.property("givenBack");
    });
  });
});
