import { expect } from "chai";
import { giveBack, isLimited, quote } from "../../src/bookings/refund.js";
import { enLater } from "../../src/i18n/enLater.js";
import { koLater } from "../../src/i18n/koLater.js";
import { answers, fails, service, troubleOf } from "../support/calls.js";

const quoteOf = (fee: number) => ({
  bookingId: "bk_1",
  currency: "KRW",
  seats: [{ seatId: "A1", price: 100, fee, refund: 100 - fee }],
  refundAmount: 100 - fee,
  fee,
  feeRule: { kind: "TIER" as const, feePercent: 10, fromDays: 0, toDays: null },
  validUntil: "2027-05-01T15:00:00.000Z",
  serverTime: "2027-05-01T10:30:00.000Z",
});

describe("a quote", () => {
  it("is asked for again where the service is busy or not reached, and fails for other reasons", async () => {
    const means = service(fails({ reason: "LOST" }), fails({ reason: "CONTENDED" }), answers(quoteOf(10)));
    expect(await quote("bk_1", ["A1"], means)).to.deep.equal(quoteOf(10));
    expect(means.unknown).to.deep.equal(["LOST", "CONTENDED"]);
    const refused = service(fails({ reason: "NOT_REFUNDABLE" }));
    expect(await troubleOf(quote("bk_1", ["A1"], refused))).to.deep.equal({ reason: "NOT_REFUNDABLE" });
  });
});

describe("giving seats back", () => {
  it("sends the seats and the sum of the quote, and the same again after a lost answer", async () => {
    const means = service(fails({ reason: "LOST" }), answers({ status: "cancelled" }));
    const refunded = await giveBack(quoteOf(10), means);
    expect(refunded).to.deep.equal({ is: "done", answer: { status: "cancelled" } });
    for (const { name, request } of means.received) {
      expect(name).to.equal("cancelBooking");
      expect(request).to.deep.equal({ bookingId: "bk_1", seatIds: ["A1"], expectedRefund: 90 });
    }
  });

  it("returns the new quote where the sum has changed, and gives nothing back by itself", async () => {
    const means = service(
      fails({ reason: "REFUND_CHANGED", refundAmount: 70, fee: 30 }),
      fails({ reason: "LOST" }),
      answers(quoteOf(30)),
    );
    expect(await giveBack(quoteOf(10), means)).to.deep.equal({ is: "changed", quote: quoteOf(30) });
    expect(means.received.map(({ name }) => name)).to.deep.equal([
      "cancelBooking",
      "quoteRefund",
      "quoteRefund",
    ]);
    // Nothing of the refund is unknown: it was not done.
    expect(means.unknown).to.deep.equal([]);
  });

  it("fails for other refusals", async () => {
    const means = service(fails({ reason: "NOT_REFUNDABLE" }));
    expect(await troubleOf(giveBack(quoteOf(10), means))).to.deep.equal({ reason: "NOT_REFUNDABLE" });
  });
});

describe("the reason of a fee", () => {
  const told = (fromDays: number | null, toDays: number | null, isLimited = false) => {
    const rule = { kind: "TIER" as const, feePercent: 10, fromDays, toDays };
    return [enLater, koLater].map(({ refund }) => refund.reason(rule, isLimited));
  };

  it("names the days to which it applies, in both languages", () => {
    expect(told(7, 9)).to.deep.equal(["7 to 9 days before: 10%", "공연 9일 전~7일 전: 10%"]);
    expect(told(1, 1)).to.deep.equal(["1 day before: 10%", "공연 1일 전: 10%"]);
    expect(told(0, 0)).to.deep.equal(["On the day of the performance: 10%", "공연 당일: 10%"]);
    expect(told(0, 2)).to.deep.equal(["From 2 days before to the day: 10%", "공연 2일 전~당일: 10%"]);
    expect(told(10, null)).to.deep.equal(["At least 10 days before: 10%", "공연 10일 전까지: 10%"]);
    expect(told(0, null)).to.deep.equal(["Until the performance: 10%", "공연 시작 전: 10%"]);
    expect(told(0, 0, true)).to.deep.equal([
      "On the day of the performance: 10%, limited",
      "공연 당일: 10% (상한 적용)",
    ]);
  });

  it("says that a fee is limited where a seat costs less than its percentage", () => {
    const quoted = (price: number, fee: number) => ({
      ...quoteOf(0),
      feeRule: { kind: "TIER" as const, feePercent: 10, fromDays: 0, toDays: null },
      seats: [{ seatId: "A1", price, fee, refund: price - fee }],
    });
    expect(isLimited(quoted(150_000, 15_000))).to.equal(false);
    expect(isLimited(quoted(70_005, 7_000))).to.equal(false);
    expect(isLimited(quoted(150_000, 4_000))).to.equal(true);
  });
});
