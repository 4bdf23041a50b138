import { randomUUID } from "node:crypto";
import { expect } from "chai";
import {
  book,
  clearDatabase,
  DECLINED,
  deliver,
  expire,
  held,
  openPerformance,
  pay,
  runSweep,
} from "../support/world.js";
import { everyInterleaving } from "../support/interleavings.js";

/** Books seats A1 and A2 for Ann. Their lock has expired. */
async function heldAndExpired() {
  const booking = await held();
  await expire(booking.paymentIntentId);
  return booking;
}

describe("buyers that meet, in every order of their requests", function () {
  this.timeout(60_000); // each test runs dozens of orders
  after(clearDatabase);

  describe("buyers of seats whose lock expired", () => {
    // The head start of a buyer is the first try to lock the seats. It fails, and the buyer has not read them yet.

    it("who want a seat in common: one gets all of his, the other none", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId } = await heldAndExpired();
        return {
          calls: {
            bob: () => book("bob", performanceId, ["A1", "A3"]),
            cid: () => book("cid", performanceId, ["A2", "A3"]),
          },
          headStart: { bob: "lock", cid: "lock" },
        };
      });
      expect(endings).to.have.deep.members([
        { bob: "SEAT_TAKEN", cid: "pending" },
        { bob: "pending", cid: "SEAT_TAKEN" },
      ]);
    });

    it("who want different seats of one booking: both get theirs", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId } = await heldAndExpired();
        return {
          calls: {
            bob: () => book("bob", performanceId, ["A1"]),
            cid: () => book("cid", performanceId, ["A2"]),
          },
          headStart: { bob: "lock", cid: "lock" },
        };
      });
      expect(endings).to.have.deep.members([{ bob: "pending", cid: "pending" }]);
    });

    it("while the sweep comes by: get them", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId } = await heldAndExpired();
        return { calls: { buy: () => book("bob", performanceId, ["A2", "A3"]), sweep: runSweep } };
      });
      expect(endings).to.have.deep.members([{ buy: "pending", sweep: "done" }]);
    });

    it("while a declined payment is settled: get them", async () => {
      const endings = await everyInterleaving(async () => {
        const { performanceId, paymentIntentId } = await held();
        await pay("ann", paymentIntentId, DECLINED);
        await expire(paymentIntentId);
        return {
          calls: {
            buy: () => book("bob", performanceId, ["A2", "A3"]),
            trigger: () => deliver(paymentIntentId),
          },
        };
      });
      expect(endings).to.have.deep.members([{ buy: "pending", trigger: "done" }]);
    });
  });

  describe("buyers of free seats", () => {
    it("who want a seat in common: one gets all of his, the other none", async () => {
      const endings = await everyInterleaving(async () => {
        const performanceId = await openPerformance();
        return {
          calls: {
            ann: () => book("ann", performanceId, ["A1", "A2"]),
            bob: () => book("bob", performanceId, ["A2", "A3"]),
          },
        };
      });
      expect(endings).to.have.deep.members([
        { ann: "SEAT_TAKEN", bob: "pending" },
        { ann: "pending", bob: "SEAT_TAKEN" },
      ]);
    });

    it("who are one user: keep within the limit", async () => {
      const endings = await everyInterleaving(async () => {
        const performanceId = await openPerformance({ maxTicketsPerUser: 3 });
        return {
          calls: {
            one: () => book("ann", performanceId, ["A1", "A2"]),
            two: () => book("ann", performanceId, ["B1", "B2"]),
          },
        };
      });
      expect(endings).to.have.deep.members([
        { one: "TICKET_LIMIT", two: "pending" },
        { one: "pending", two: "TICKET_LIMIT" },
      ]);
    });

    it("who sent one request twice: get one booking", async () => {
      const answers: { bookingId: string }[] = [];
      const endings = await everyInterleaving(async () => {
        const performanceId = await openPerformance();
        const requestId = randomUUID();
        const buy = () =>
          book("ann", performanceId, ["A1", "A2"], { requestId }).then((it) => answers.push(it) && it);
        return { calls: { one: buy, two: buy } };
      });
      expect(endings).to.have.deep.members([{ one: "pending", two: "pending" }]);
      expect(new Set(answers.map(({ bookingId }) => bookingId)).size).to.equal(answers.length / 2);
    });
  });
});
