import { expect } from "chai";
import { ownBooking } from "../../src/booking/ownBookings.js";
import { cancel, pay, wasSent } from "../../src/paying/pay.js";
import { answers, fails, service, storage } from "../support/calls.js";

const booking = {
  bookingId: "bk_1",
  paymentIntentId: "pi_1",
  performanceId: "perf",
  status: "pending" as const,
  seats: [],
  totalAmount: 1,
  currency: "KRW",
  expiresAt: "2100-05-01T10:35:00.000Z",
};
const card = { paymentMethodToken: "tok_visa", cvv: "121" };
const success = answers({ status: "SUCCESS", failure: null });

function means(...turns: Parameters<typeof service>) {
  return { ...service(...turns), storage: storage() };
}

describe("paying", () => {
  it("shows a success and a decline by its code, and keeps what is paid", async () => {
    const paid = means(success);
    expect(await pay(booking, card, paid)).to.deep.equal({ is: "paid" });
    expect(ownBooking(paid.storage, "bk_1")).to.include({ status: "confirmed", wasSent: true });
    const declined = means(answers({ status: "FAILURE", failure: { code: "CARD_EXPIRED", message: "" } }));
    expect(await pay(booking, card, declined)).to.deep.equal({ is: "declined", code: "CARD_EXPIRED" });
    expect(ownBooking(declined.storage, "bk_1")).to.equal(undefined);
  });

  it("asks again with the same card while the outcome is unknown", async () => {
    const payment = means(
      fails({ reason: "LOST" }),
      fails({ reason: "PAYMENT_OUTCOME_UNKNOWN" }),
      fails({ reason: "PAYMENT_IN_PROGRESS" }),
      success,
    );
    expect(await pay(booking, card, payment)).to.deep.equal({ is: "paid" });
    expect(payment.waits).to.deep.equal([1_000, 2_000, 4_000]);
    for (const { request } of payment.received)
      expect(request).to.deep.equal({ paymentIntentId: "pi_1", ...card });
  });

  it("keeps that it was sent before the call, and never the card", async () => {
    const payment = means();
    let wasKept = false;
    const call = async () => {
      wasKept = wasSent(payment.storage, "bk_1");
      return { status: "SUCCESS", failure: null } as never;
    };
    await pay(booking, card, { ...payment, call });
    expect(wasKept).to.equal(true);
    expect(JSON.stringify([...payment.storage.items])).not.to.match(/tok_visa|121/);
    expect(wasSent(payment.storage, "bk_2")).to.equal(false);
  });

  it("asks for the outcome without a card after a reload, and lets the user pay where there is none", async () => {
    const payment = means(fails({ reason: "PAYMENT_IN_PROGRESS" }), fails({ reason: "MALFORMED" }));
    expect(await pay(booking, null, payment)).to.deep.equal({
      is: "not charged",
      trouble: { reason: "MALFORMED" },
    });
    expect(payment.received[1]!.request).to.deep.equal({ paymentIntentId: "pi_1" });
    expect(wasSent(payment.storage, "bk_1")).to.equal(false);
  });

  it("lets the user try again when nothing was charged", async () => {
    const attempt = await pay(booking, card, means(fails({ reason: "GATEWAY_UNAVAILABLE" })));
    expect(attempt).to.deep.equal({ is: "not charged", trouble: { reason: "GATEWAY_UNAVAILABLE" } });
  });

  it("ends when the time is over or the booking was cancelled elsewhere", async () => {
    for (const trouble of [
      { reason: "BOOKING_EXPIRED" },
      { reason: "BOOKING_NOT_PENDING", status: "cancelled" },
    ] as const)
      expect(await pay(booking, card, means(fails(trouble)))).to.deep.equal({ is: "over", trouble });
  });

  it("ends as paid if the booking is confirmed already", async () => {
    const confirmed = fails({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    expect(await pay(booking, card, means(confirmed))).to.deep.equal({ is: "paid" });
  });
});

describe("cancelling a booking that is not paid", () => {
  it("asks again until it is known", async () => {
    const asked = means(fails({ reason: "LOST" }), answers({ status: "cancelled" }));
    expect(await cancel(booking, asked)).to.deep.equal({ is: "cancelled" });
    expect(asked.received).to.have.length(2);
    expect(asked.unknown).to.deep.equal(["LOST"]);
  });

  it("says that the booking was paid, or cancelled, in the meantime", async () => {
    const confirmed = fails({ reason: "BOOKING_NOT_PENDING", status: "confirmed" });
    expect(await cancel(booking, means(confirmed))).to.deep.equal({ is: "paid" });
    const trouble = { reason: "BOOKING_NOT_PENDING", status: "cancelled" } as const;
    expect(await cancel(booking, means(fails(trouble)))).to.deep.equal({ is: "over", trouble });
  });

  it("changes nothing if the user is signed out", async () => {
    const trouble = { reason: "SIGNED_OUT" } as const;
    expect(await cancel(booking, means(fails(trouble)))).to.deep.equal({ is: "not charged", trouble });
  });
});
