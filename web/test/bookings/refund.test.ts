import { expect } from "chai";
import { daysBetween, feePercent, giveBack } from "../../src/bookings/refund.js";
import { answers, fails, service, troubleOf } from "../support/calls.js";

const quoteOf = (fee: number) => ({
  bookingId: "bk_1",
  currency: "KRW",
  seats: [{ seatId: "A1", price: 100, fee, refund: 100 - fee }],
  refundAmount: 100 - fee,
  fee,
  validUntil: "2027-05-01T15:00:00.000Z",
  serverTime: "2027-05-01T10:30:00.000Z",
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
      answers(quoteOf(30)),
    );
    expect(await giveBack(quoteOf(10), means)).to.deep.equal({ is: "changed", quote: quoteOf(30) });
    expect(means.received.map(({ name }) => name)).to.deep.equal(["cancelBooking", "quoteRefund"]);
  });

  it("fails for other refusals", async () => {
    const means = service(fails({ reason: "NOT_REFUNDABLE" }));
    expect(await troubleOf(giveBack(quoteOf(10), means))).to.deep.equal({ reason: "NOT_REFUNDABLE" });
  });
});

describe("the reason of a fee", () => {
  it("is a whole percentage, also where the fee was rounded down", () => {
    expect(feePercent({ price: 150_000, fee: 15_000 })).to.equal(10);
    expect(feePercent({ price: 33_333, fee: 9_999 })).to.equal(30);
    expect(feePercent({ price: 100_000, fee: 0 })).to.equal(0);
    expect(feePercent({ price: 150_000, fee: 4_000 })).to.equal(null);
    expect(feePercent({ price: 0, fee: 0 })).to.equal(null);
  });

  it("counts calendar days in the venue's time zone", () => {
    const start = "2027-05-08T10:30:00.000Z";
    expect(daysBetween("2027-05-01T14:59:00.000Z", start, "Asia/Seoul")).to.equal(7);
    expect(daysBetween("2027-05-01T15:00:00.000Z", start, "Asia/Seoul")).to.equal(6);
    expect(daysBetween("2027-05-01T15:00:00.000Z", start, "America/New_York")).to.equal(7);
  });
});
