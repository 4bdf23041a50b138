import { expect } from "chai";
import fc from "fast-check";
import { quote, type Quote } from "../../../src/bookings/domain/refundPolicy.js";
import { RefundPolicy } from "../../../src/performances/refundPolicy.js";
import { later, seats, START, terms } from "../../support/refundTerms.js";

describe("the quote of a refund, for any policy and any time", () => {
  const aPolicy = fc
    .record({
      free: fc.array(fc.record({ withinHours: fc.integer({ min: 1, max: 300 }), daysBefore: fc.nat(20) }), {
        maxLength: 3,
      }),
      tiers: fc.uniqueArray(
        fc.record(
          { daysBefore: fc.nat(20), feePercent: fc.nat(100), maxFeePerSeat: fc.nat(100_000) },
          { requiredKeys: ["daysBefore", "feePercent"] },
        ),
        { maxLength: 6, selector: ({ daysBefore }) => daysBefore },
      ),
    })
    .map(({ free, tiers }) =>
      RefundPolicy.parse({ free, tiers: tiers.sort((one, other) => other.daysBefore - one.daysBefore) }),
    );
  const hours = fc.integer({ min: -40 * 24 * 60, max: 60 }).map((minutes) => later(START, minutes * 60_000));
  const zones = fc.constantFrom("Asia/Seoul", "America/New_York", "Pacific/Kiritimati");
  const somePrices = fc.array(fc.integer({ min: 0, max: 900_719_925_474_099 }), {
    minLength: 1,
    maxLength: 10,
  });
  const arbitrary = fc.tuple(aPolicy, hours, hours, zones, somePrices);
  const ask = (policy: RefundPolicy, confirmedAt: Date, timeZone: string, prices: number[], now: Date) =>
    quote(terms({ policy, confirmedAt, timeZone }), { startsAt: START }, seats(...prices), now);
  const money = (found: Quote | null) =>
    found && JSON.stringify([found.seats, found.fee, found.refundAmount]);

  it("fee and refund add up to the price, and none is negative", () => {
    fc.assert(
      fc.property(arbitrary, ([policy, confirmedAt, now, timeZone, prices]) => {
        const found = ask(policy, confirmedAt, timeZone, prices, now);
        for (const { price, fee, refund } of found?.seats ?? []) {
          expect(fee + refund).to.equal(price);
          expect(fee >= 0 && refund >= 0).to.be.true;
        }
        const total = prices.reduce((one, other) => one + other);
        if (found) expect(found.fee + found.refundAmount).to.equal(total);
      }),
    );
  });

  it("it comes to the same until it is no longer valid, and then to something else", () => {
    fc.assert(
      fc.property(arbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, part) => {
        const [policy, confirmedAt, now, timeZone, prices] = drawn;
        const found = ask(policy, confirmedAt, timeZone, prices, now);
        if (found === null) return;
        const { validUntil } = found;
        expect(validUntil > now && validUntil <= START).to.be.true;
        const between = later(now, Math.floor((validUntil.getTime() - now.getTime() - 1) * part));
        const at = (time: Date) => ask(policy, confirmedAt, timeZone, prices, time);
        expect(money(at(between))).to.equal(money(found));
        expect(at(later(validUntil, -1))?.validUntil).to.deep.equal(validUntil);
        expect(money(at(validUntil))).to.not.equal(money(found));
      }),
    );
  });
});
