import { expect } from "chai";
import fc from "fast-check";
import { assertSameWish, assertWithinLimit, priceOrder } from "../../../src/bookings/domain/order.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

describe("an order", () => {
  describe("is priced", () => {
    it("seat by seat, at the performance's prices", () => {
      const order = priceOrder(aPerformance(), aWish({ seatIds: ["1-C1", "A1", "A2"] }), NOW);
      expect(order.seats.map((seat) => seat.price)).to.deep.equal([70_000, 150_000, 150_000]);
      expect(order.totalAmount).to.equal(370_000);
      expect(order.currency).to.equal("KRW");
      expect(order.ticketLimit).to.equal(10);
    });

    it("only while its performance is on sale, whatever seats it names", () => {
      const wish = aWish({ seatIds: ["Z9"] });
      refusesWith("SALES_NOT_OPEN", () => priceOrder(aPerformance(), wish, at(-3_600_001)));
      refusesWith("SALES_CLOSED", () => priceOrder(aPerformance(), wish, at(1_800_000)));
      refusesWith("SEAT_NOT_FOUND", () => priceOrder(aPerformance(), wish, NOW));
    });
  });

  describe("asked for again", () => {
    const { booking } = aPurchase();

    it("is the same whatever the order of its seats", () => {
      fc.assert(
        fc.property(
          fc
            .shuffledSubarray(["A1", "A2", "A10", "B5"], { minLength: 1 })
            .chain((seatIds) =>
              fc.tuple(fc.constant(seatIds), fc.shuffledSubarray(seatIds, { minLength: seatIds.length })),
            ),
          ([seatIds, again]) =>
            assertSameWish(aPurchase({ booking: { seatIds } }).booking, aWish({ seatIds: again })),
        ),
      );
    });

    const others = {
      "another user": { userId: "ben" },
      "another performance": { performanceId: "other" },
      "another way to pay": { paymentMethod: "TOSS_PAY" },
      "another seat": { seatIds: ["A1", "A3"] },
      "one seat less": { seatIds: ["A1"] },
      "one seat more": { seatIds: ["A1", "A2", "A3"] },
    } as const;
    for (const [what, other] of Object.entries(others)) {
      it(`is not the same for ${what}`, () => {
        const details = refusesWith("REQUEST_ID_REUSED", () => assertSameWish(booking, aWish(other)));
        expect(details).to.deep.equal({ bookingId: booking.bookingId });
      });
    }
  });

  describe("is limited", () => {
    it("to what the user may hold: exactly up to the limit, and not one more", () => {
      const cases = fc.record({
        seats: fc.integer({ min: 1, max: 10 }),
        held: fc.integer({ min: 0, max: 20 }),
        limit: fc.integer({ min: 1, max: 20 }),
      });
      fc.assert(
        fc.property(cases, ({ seats, held, limit }) => {
          const seatIds = Array.from({ length: seats }, (_, index) => `A${index + 1}`);
          const order = priceOrder(aPerformance({ maxTicketsPerUser: limit }), aWish({ seatIds }), NOW);
          if (held + seats <= limit) return assertWithinLimit(order, held);
          const details = refusesWith("TICKET_LIMIT", () => assertWithinLimit(order, held));
          expect(details).to.deep.equal({ limit, held });
        }),
      );
    });
  });
});
