import { expect } from "chai";
import { quote, quoteInFull, type Terms } from "../../../src/bookings/domain/refundPolicy.js";
import { RefundPolicy } from "../../../src/performances/refundPolicy.js";
import { HOUR_MS } from "../../../src/shared/calendar.js";
import { later, seats, seoul, STANDARD, START, terms } from "../../support/refundTerms.js";

const asked = (
  now: Date,
  overrides: Partial<Terms> = {},
  present: { startsAt: Date } | null = { startsAt: START },
) => quote(terms(overrides), present, seats(100_000), now);

describe("the quote of a refund", () => {
  describe("by the Korean standard, at the last moment of a day and the first of the next in Seoul", () => {
    // The fee on each day of December, from midnight to midnight in Seoul. The performance begins on the 20th.
    const fees: Record<number, number> = {};
    for (let day = 1; day <= 20; day++) {
      fees[day] = day <= 10 ? 0 : day <= 13 ? 10_000 : day <= 17 ? 20_000 : day <= 19 ? 30_000 : 90_000;
    }
    for (const [day, fee] of Object.entries(fees)) {
      it(`days left: ${20 - Number(day)}, fee: ${fee}`, () => {
        expect(asked(seoul(Number(day), "00:00:00"))).to.include({ fee, refundAmount: 100_000 - fee });
        if (Number(day) < 20) expect(asked(seoul(Number(day), "23:59:59.999"))).to.include({ fee });
      });
    }

    it("is nothing from the start on", () => {
      expect(asked(later(START, -1))).to.include({ fee: 90_000 });
      expect(asked(START)).to.be.null;
      expect(asked(later(START, 1))).to.be.null;
    });
  });

  describe("lets a free rule win over the tiers", () => {
    const confirmedAt = seoul(15, "12:00:00");
    it("within its hours of the confirmation", () => {
      expect(asked(later(confirmedAt, 24 * HOUR_MS - 1), { confirmedAt })).to.include({ fee: 0 });
      expect(asked(later(confirmedAt, 24 * HOUR_MS), { confirmedAt })).to.include({ fee: 20_000 });
    });
    it("on its last day, and not a day later", () => {
      const late = { confirmedAt: seoul(17, "20:00:00") };
      expect(asked(seoul(17, "23:59:59.999"), late)).to.include({ fee: 0 });
      expect(asked(seoul(18, "00:00:00"), late)).to.include({ fee: 30_000 });
    });
    it("also where no tier applies", () => {
      const policy = RefundPolicy.parse({ free: [{ withinHours: 24, daysBefore: 0 }] });
      expect(asked(later(confirmedAt, 1), { confirmedAt, policy })).to.include({ fee: 0 });
      expect(asked(later(confirmedAt, 24 * HOUR_MS), { confirmedAt, policy })).to.be.null;
    });
    it("of several, whichever applies", () => {
      const free = [
        { withinHours: 168, daysBefore: 10 },
        { withinHours: 24, daysBefore: 3 },
      ];
      const policy = RefundPolicy.parse({
        free,
        tiers: [{ daysBefore: 0, feePercent: 10, maxFeePerSeat: 4_000 }],
      });
      const bought = { confirmedAt: seoul(5, "12:00:00"), policy };
      expect(asked(seoul(10, "23:59:59.999"), bought)).to.include({ fee: 0 });
      expect(asked(seoul(11, "00:00:00"), bought)).to.include({ fee: 4_000 });
      expect(asked(seoul(6, "11:00:00"), bought)).to.include({ fee: 0 });
    });
  });

  describe("is nothing", () => {
    it("without a policy", () => expect(asked(seoul(1, "00:00:00"), { policy: null })).to.be.null);
    it("where no tier is for so few days", () => {
      const policy = RefundPolicy.parse({ tiers: [{ daysBefore: 3, feePercent: 0 }] });
      expect(asked(seoul(17, "23:59:59.999"), { policy })).to.include({ fee: 0 });
      expect(asked(seoul(18, "00:00:00"), { policy })).to.be.null;
    });
  });

  describe("of a performance that was moved", () => {
    for (const policy of [STANDARD, null]) {
      it(`is everything, ${policy ? "whatever the tier says" : "even without a policy"}`, () => {
        const startsAt = later(START, 1);
        const found = asked(seoul(20, "12:00:00"), { policy }, { startsAt });
        expect(found).to.include({ fee: 0, refundAmount: 100_000, validUntil: startsAt });
      });
    }
    it("is nothing once it has begun by its present start, and everything before", () => {
      const sooner = { startsAt: later(START, -HOUR_MS) };
      expect(asked(sooner.startsAt, {}, sooner)).to.be.null;
      expect(asked(later(sooner.startsAt, -1), {}, sooner)).to.include({ fee: 0 });
      expect(asked(later(START, HOUR_MS), {}, { startsAt: later(START, 2 * HOUR_MS) })).to.include({
        fee: 0,
      });
    });
    it("goes by its policy if the booking does not know what it was moved from", () => {
      expect(asked(seoul(20, "12:00:00"), { performanceStartsAt: null })).to.include({ fee: 90_000 });
    });
  });

  it("of a performance that is gone is everything, for ever, and good for the rest of the day", () => {
    for (const now of [seoul(1, "09:00:00"), later(START, 1_000)]) {
      const found = asked(now, { policy: null }, null)!;
      expect(found).to.include({ fee: 0, refundAmount: 100_000 });
      expect(found.validUntil > now && found.validUntil <= later(now, 24 * HOUR_MS)).to.be.true;
    }
    const found = asked(seoul(1, "09:00:00"), {}, null)!;
    expect(found.validUntil).to.deep.equal(seoul(2, "00:00:00"));
  });

  describe("is valid until", () => {
    const cases: [string, Date, Partial<Terms>, Date][] = [
      ["the midnight at which the next tier begins", seoul(1, "09:00:00"), {}, seoul(11, "00:00:00")],
      ["and from that midnight on, the next", seoul(11, "00:00:00"), {}, seoul(14, "00:00:00")],
      ["the start, on the last day", seoul(20, "00:00:00"), {}, START],
      [
        "the end of the free hours",
        seoul(14, "09:00:00"),
        { confirmedAt: seoul(14, "08:00:00") },
        seoul(15, "08:00:00"),
      ],
      [
        "the midnight that ends the free days",
        seoul(17, "21:00:00"),
        { confirmedAt: seoul(17, "20:00:00") },
        seoul(18, "00:00:00"),
      ],
      [
        "the next tier, if the free hours end while it is free anyway",
        seoul(5, "09:00:00"),
        { confirmedAt: seoul(5, "08:00:00") },
        seoul(11, "00:00:00"),
      ],
    ];
    for (const [name, now, overrides, validUntil] of cases) {
      it(name, () => expect(asked(now, overrides)!.validUntil).to.deep.equal(validUntil));
    }
    it("the start, if it comes to the same for every tier", () => {
      const found = quote(terms(), { startsAt: START }, seats(0), seoul(1, "00:00:00"))!;
      expect(found.validUntil).to.deep.equal(START);
    });
  });

  describe("counts days in the performance's own zone", () => {
    const zone = "America/New_York";
    const policy = RefundPolicy.parse({
      tiers: [
        { daysBefore: 1, feePercent: 10 },
        { daysBefore: 0, feePercent: 50 },
      ],
    });
    // Clocks change at two o'clock on 8 March and 1 November 2026. The performances begin at 19:30 on these days,
    // and at 00:30 on the days after them.
    for (const [start, midnight] of [
      ["2026-03-08T19:30:00-04:00", "2026-03-08T00:00:00-05:00"],
      ["2026-11-01T19:30:00-05:00", "2026-11-01T00:00:00-04:00"],
      ["2026-03-09T00:30:00-04:00", "2026-03-09T00:00:00-04:00"],
      ["2026-11-02T00:30:00-05:00", "2026-11-02T00:00:00-05:00"],
    ] as const) {
      it(`also about a change of clocks: ${start}`, () => {
        const startsAt = new Date(start);
        const on = (now: Date) =>
          asked(now, { policy, timeZone: zone, performanceStartsAt: startsAt }, { startsAt })!;
        expect(on(later(new Date(midnight), -1))).to.include({ fee: 10_000 });
        expect(on(later(new Date(midnight), -1)).validUntil).to.deep.equal(new Date(midnight));
        expect(on(new Date(midnight))).to.include({ fee: 50_000 });
      });
    }
  });

  describe("of a seat", () => {
    const feeOf = (price: number, tier: object) => {
      const policy = RefundPolicy.parse({ tiers: [{ daysBefore: 0, ...tier }] });
      return quote(terms({ policy }), { startsAt: START }, seats(price), seoul(1, "00:00:00"))!.fee;
    };
    it("rounds the fee down", () => {
      expect(feeOf(99, { feePercent: 10 })).to.equal(9);
      expect(feeOf(9, { feePercent: 10 })).to.equal(0);
      expect(feeOf(101, { feePercent: 99 })).to.equal(99);
    });
    it("takes no more than the seat's limit, and no more than its price", () => {
      expect(feeOf(100_000, { feePercent: 10, maxFeePerSeat: 4_000 })).to.equal(4_000);
      expect(feeOf(39_999, { feePercent: 10, maxFeePerSeat: 4_000 })).to.equal(3_999);
      expect(feeOf(100_000, { feePercent: 10, maxFeePerSeat: 0 })).to.equal(0);
      expect(feeOf(1_000, { feePercent: 100, maxFeePerSeat: 4_000 })).to.equal(1_000);
    });
    it("is exact for prices whose product is no safe integer", () => {
      expect(feeOf(900_719_925_474_099, { feePercent: 99 })).to.equal(891_712_726_219_358);
    });
  });

  describe("names the rule of its fee", () => {
    const told = (...from: Parameters<typeof asked>) => {
      const { kind, feePercent, fromDays, toDays } = asked(...from)!.feeRule;
      return [kind, feePercent, fromDays, toDays];
    };
    it("with the days to which a tier applies", () => {
      expect(told(seoul(1, "09:00:00"))).to.deep.equal(["TIER", 0, 10, null]);
      expect(told(seoul(11, "09:00:00"))).to.deep.equal(["TIER", 10, 7, 9]);
      expect(told(seoul(20, "09:00:00"))).to.deep.equal(["TIER", 90, 0, 0]);
    });
    it("without the limit of a seat's fee", () => {
      const policy = RefundPolicy.parse({ tiers: [{ daysBefore: 0, feePercent: 10, maxFeePerSeat: 4_000 }] });
      expect(asked(seoul(1, "09:00:00"), { policy })!.feeRule).to.deep.equal({
        kind: "TIER",
        feePercent: 10,
        fromDays: 0,
        toDays: null,
      });
    });
    it("where it is free, and where the performance was moved or is gone", () => {
      const confirmedAt = seoul(15, "12:00:00");
      expect(told(confirmedAt, { confirmedAt })).to.deep.equal(["FREE", 0, null, null]);
      const moved = { startsAt: later(START, 1) };
      expect(told(seoul(20, "12:00:00"), {}, moved)).to.deep.equal(["MOVED", 0, null, null]);
      expect(told(seoul(20, "12:00:00"), {}, null)).to.deep.equal(["MOVED", 0, null, null]);
    });
  });

  it("lists seats in the order asked for, and adds them up", () => {
    const found = quote(terms(), { startsAt: START }, seats(150_000, 70_005), seoul(12, "00:00:00"));
    expect(found).to.deep.equal({
      seats: [
        { seatId: "A1", section: "R", price: 150_000, fee: 15_000, refund: 135_000 },
        { seatId: "A2", section: "R", price: 70_005, fee: 7_000, refund: 63_005 },
      ],
      refundAmount: 198_005,
      fee: 22_000,
      feeRule: { kind: "TIER", feePercent: 10, fromDays: 7, toDays: 9 },
      validUntil: seoul(14, "00:00:00"),
    });
    expect(quoteInFull(seats(150_000, 70_005), START)).to.include({
      refundAmount: 220_005,
      fee: 0,
      validUntil: START,
    });
  });
});
