import { expect } from "chai";
import { db } from "../../../src/firestore/database.js";
import { book, expire, openPerformance, runSweep } from "../../support/world.js";
import { stored, ticketsOf } from "../../support/documents.js";
import { tell } from "../../support/told.js";
import { watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { refused } from "../../support/unchanged.js";

describe("a user's own expired bookings", () => {
  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });
  const names = (row: string, count: number) => Array.from({ length: count }, (_, n) => `${row}${n + 1}`);

  it("are released, before any sweep, where a booking needs their room in the limit", async () => {
    const first = await book("ann", performanceId, names("A", 8));
    await expire(first.paymentIntentId);
    await book("ann", performanceId, names("B", 9));
    expect(await ticketsOf("ann", performanceId)).to.equal(9);
    expect(await stored(`bookings/${first.bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "EXPIRED",
    });
  });

  for (const [what, end] of Object.entries({
    released: () => runSweep(),
    deleted: async (bookingId: string) => void (await db.doc(`bookings/${bookingId}`).delete()),
  })) {
    it(`make room, too, where one is ${what} between the query and the next read`, async () => {
      const { bookingId, paymentIntentId } = await book("ann", performanceId, names("A", 4));
      await expire(paymentIntentId);
      await book("ann", performanceId, names("B", 6));
      let isQueried = false;
      const watcher = async ({ place }: FirestoreRequest): Promise<Fate> => {
        if (isQueried && place === "read bookings+paymentIntents") await end(bookingId);
        isQueried ||= place === "read bookings";
        return "pass";
      };
      const booked = await watched(watcher, () => tell(book("ann", performanceId, names("C", 4))));
      expect(booked).to.equal(what === "released" ? "pending" : "TICKET_LIMIT");
      expect(isQueried).to.be.true;
    });
  }

  it("stay as they are where even without them there is no room", async () => {
    await book("ann", performanceId, names("A", 8));
    const { paymentIntentId } = await book("ann", performanceId, ["C1"]);
    await expire(paymentIntentId);
    const { details } = await refused(() => book("ann", performanceId, names("B", 3)));
    expect(details).to.deep.equal({ reason: "TICKET_LIMIT", limit: 10, held: 8 });
  });
});
