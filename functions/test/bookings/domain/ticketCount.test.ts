import { expect } from "chai";
import fc from "fast-check";
import {
  assertFewGivenBack,
  forgottenQuarters,
  quarterOf,
  type TicketCount,
} from "../../../src/bookings/domain/ticketCount.js";
import { at, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

const MINUTE = 60_000;
const LIMIT = 2;

/** Makes the ticket count of a user who gave seats back. Each pair is the minutes ago and the number of seats. */
function countOf(givenBack: (readonly [minutesAgo: number, seats: number])[]): TicketCount {
  const byQuarter: Record<string, number> = {};
  for (const [minutesAgo, seats] of givenBack) {
    const quarter = quarterOf(at(-minutesAgo * MINUTE));
    byQuarter[quarter] = (byQuarter[quarter] ?? 0) + seats;
  }
  return { userId: "ann", performanceId: "perf", tickets: 0, givenBack: byQuarter, updatedAt: NOW };
}

const isRefused = (count: TicketCount, now: Date): boolean => {
  try {
    assertFewGivenBack(count, LIMIT, now);
    return false;
  } catch {
    return true;
  }
};

describe("the seats that a user gave back unpaid", () => {
  it("are too many once they are more than twice the limit, with the time from which on they are not", () => {
    assertFewGivenBack(countOf([[0, 4]]), LIMIT, NOW);
    const details = refusesWith("TOO_MANY_ATTEMPTS", () => assertFewGivenBack(countOf([[0, 5]]), LIMIT, NOW));
    // 12:00 begins a quarter of an hour. Seats given back in it count until its end and for half an hour more.
    expect(details).to.deep.equal({ retryAt: at(45 * MINUTE).toISOString() });
  });

  it("are none where nothing was ever given back", () => {
    const { givenBack: _, ...count } = countOf([]);
    assertFewGivenBack(count, LIMIT, NOW);
    expect(forgottenQuarters(count, NOW)).to.deep.equal([]);
  });

  it("count for half an hour, and for a quarter more at the most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 14 }), (minutesAgo, offset) => {
        const now = at(offset * MINUTE);
        const refused = isRefused(countOf([[minutesAgo, 5]]), now);
        const age = minutesAgo + offset;
        if (age < 30) expect(refused).to.be.true;
        if (age >= 45) expect(refused).to.be.false;
      }),
    );
  });

  it("are few enough at the time that is told, and not a millisecond before", () => {
    const seats = fc.tuple(fc.integer({ min: 0, max: 44 }), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(seats, { minLength: 1, maxLength: 6 }), (givenBack) => {
        const count = countOf(givenBack);
        if (!isRefused(count, NOW)) return;
        const { retryAt } = refusesWith("TOO_MANY_ATTEMPTS", () => assertFewGivenBack(count, LIMIT, NOW));
        const time = Date.parse(String(retryAt));
        expect(isRefused(count, new Date(time))).to.be.false;
        expect(isRefused(count, new Date(time - 1))).to.be.true;
      }),
    );
  });

  it("are forgotten by quarters that count no longer, and by no others", () => {
    const count = countOf([
      [0, 1],
      [29, 1],
      [50, 1],
      [90, 1],
    ]);
    expect(forgottenQuarters(count, NOW)).to.have.members([
      quarterOf(at(-50 * MINUTE)),
      quarterOf(at(-90 * MINUTE)),
    ]);
  });

  it("are forgotten from the moment at which the user may book again", () => {
    const count = countOf([[0, 5]]);
    expect(forgottenQuarters(count, at(45 * MINUTE - 1))).to.deep.equal([]);
    expect(forgottenQuarters(count, at(45 * MINUTE))).to.deep.equal([quarterOf(NOW)]);
  });
});
