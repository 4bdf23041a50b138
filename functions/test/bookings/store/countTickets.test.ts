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
});
