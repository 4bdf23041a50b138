import { expect } from "chai";
import fc from "fast-check";
import { checkPerformances } from "../../../suite/performanceFile.js";
import { CreateBookingRequest } from "../../src/bookings/createBooking.js";
import { seatKey } from "../../src/shared/ids.js";
import { priceOrder } from "../../src/bookings/domain/order.js";

type Range = { row: string; firstSeat: number; lastSeat: number };

// Nine in ten generated values are usual ones, so that many performances load. A performance may be refused, but if it
// loads, its seats must be bookable.
const mostly = <T>(usual: fc.Arbitrary<T>, others: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: others });
const row = mostly(
  fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9-]{0,11}[A-Za-z-]$/),
    fc.constantFrom("가", "각".normalize("NFD"), "Ä".normalize("NFD"), "1층-나", "\u{20000}".repeat(12), "ﬁ"),
  ),
  fc.string({ unit: "binary", minLength: 1, maxLength: 13 }),
);
const range = fc.record({ row, firstSeat: fc.integer({ min: 1, max: 9_990 }), seats: fc.nat(9) });
const id = mostly(
  fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
    fc.constantFrom("2027-05-02-1930-01", "4111111111111111", "4111-1111-1111-1111", "constructor"),
    fc.stringMatching(/^\d{4}-\d\d-\d\d-\d{4}-\d\d$/),
  ),
  fc.constantFrom("__proto__", "a b", ""),
);
const rows = fc
  .array(range, { minLength: 1, maxLength: 3 })
  .map((ranges) =>
    ranges.map(({ row, firstSeat, seats }) => ({ row, firstSeat, lastSeat: firstSeat + seats })),
  );
const sections = fc.uniqueArray(
  fc.record({
    section: mostly(fc.constantFrom("R", "VIP", "S석"), fc.constant(" ")),
    name: fc.constant("Seats"),
    price: mostly(fc.nat(1_000_000), fc.constantFrom(0, 0.5, Math.floor(Number.MAX_SAFE_INTEGER / 10))),
    rows,
  }),
  { minLength: 1, maxLength: 3, selector: ({ section }) => section },
);

describe("a performance that loads", () => {
  it("can be booked: each of its seats, under its id, in either form of its letters", () => {
    let loaded = 0;
    fc.assert(
      fc.property(id, sections, (performanceId, sections) => {
        const performance = load(performanceId, sections);
        if (performance === null) return;
        loaded++;
        const keys = new Set<string>();
        for (const { section, price, rows } of sections) {
          for (const seatId of rows.flatMap(seatsIn)) {
            for (const form of ["NFC", "NFD"]) {
              const request = CreateBookingRequest.parse({
                performanceId,
                seatIds: [seatId.normalize(form)],
                paymentMethod: "CREDIT_CARD",
              });
              const wish = { ...request, userId: "ann", requestId: null };
              const { seats, totalAmount } = priceOrder(performance, wish, performance.salesOpenAt);
              expect(seats).to.deep.equal([{ seatId: seatId.normalize("NFC"), section, price }]);
              expect(totalAmount).to.equal(price);
              keys.add(seatKey(performanceId, seats[0]!.seatId));
            }
          }
        }
        expect(keys.size).to.equal(sections.flatMap(({ rows }) => rows.flatMap(seatsIn)).length);
      }),
      { numRuns: 500 },
    );
    expect(loaded, "performances that loaded").to.be.greaterThan(50);
  });
});

const seatsIn = ({ row, firstSeat, lastSeat }: Range) =>
  Array.from({ length: lastSeat - firstSeat + 1 }, (_, index) => `${row}${firstSeat + index}`);

function load(performanceId: string, sections: unknown) {
  const performance = {
    title: "Swan Lake",
    venue: "Arts Center",
    startsAt: "2027-05-01T19:30:00+09:00",
    currency: "KRW",
    salesOpenAt: "2026-01-01T10:00:00+09:00",
    salesCloseAt: "2027-05-01T18:30:00+09:00",
    sections,
  };
  try {
    return checkPerformances(JSON.parse(JSON.stringify({ [performanceId]: performance })), "file")[
      performanceId
    ]!;
  } catch {
    return null;
  }
}
