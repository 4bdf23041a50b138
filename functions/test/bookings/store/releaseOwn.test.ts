import { expect } from "chai";
import { book, expire, openPerformance } from "../../support/world.js";
import { stored, ticketsOf } from "../../support/documents.js";
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

  it("stay as they are where even without them there is no room", async () => {
    await book("ann", performanceId, names("A", 8));
    const { paymentIntentId } = await book("ann", performanceId, ["C1"]);
    await expire(paymentIntentId);
    const { details } = await refused(() => book("ann", performanceId, names("B", 3)));
    expect(details).to.deep.equal({ reason: "TICKET_LIMIT", limit: 10, held: 8 });
  });
});
