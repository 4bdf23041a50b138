import { expect } from "chai";
import { listOccupiedSeats } from "../../src/store/listOccupiedSeats.js";
import { requestsOf } from "../support/transport.js";
import { book, openPerformance, runOut } from "../support/world.js";

describe("the seats of a performance that cannot be had", () => {
  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
    await book("ann", performanceId, ["A1", "A2"]);
  });

  for (const [asked, seatIds] of Object.entries({ all: null, "those asked for": ["A1", "A2", "B1"] })) {
    it(`are one request, of ${asked}, and one more for whoever holds what ran out`, async () => {
      const list = () => listOccupiedSeats(performanceId, seatIds);
      expect(await requestsOf(list)).to.have.length(1);
      const { paymentIntentId } = await book("ben", performanceId, ["B1"]);
      await runOut(paymentIntentId);
      expect(await requestsOf(list)).to.have.length(2);
      expect((await list()).seats.map(({ seatId }) => seatId)).to.have.members(["A1", "A2"]);
    });
  }
});
