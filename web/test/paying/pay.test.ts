import { expect } from "chai";
import { keptChoice } from "../../src/booking/choice.js";
import { keepOwn, ownBooking } from "../../src/booking/ownBookings.js";
import { cancel, pay } from "../../src/paying/pay.js";
import { answers, fails, means } from "../support/calls.js";
import { own } from "../support/bookings.js";

const { wasSent: _, ...booking } = own;
const card = { paymentMethodToken: "tok_visa", cvv: "121" };
const success = answers({ status: "SUCCESS", failure: null });

describe("paying", () => {
  it("shows a success and a decline by its code, and keeps what is paid", async () => {
    const paid = means(success);
    expect(await pay(booking, card, paid)).to.deep.equal({ is: "paid" });
    expect(ownBooking(paid.browser, "bk_1")).to.include({ status: "confirmed", wasSent: true });
    const declined = means(answers({ status: "FAILURE", failure: { code: "CARD_EXPIRED", message: "" } }));
    expect(await pay(booking, card, declined)).to.deep.equal({ is: "declined", code: "CARD_EXPIRED" });
    expect(ownBooking(declined.browser, "bk_1")).to.equal(undefined);
    expect(keptChoice(declined.tab, "perf")).to.deep.equal(["A1"]);
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
    let kept: unknown;
    const call = async () => {
      kept = ownBooking(payment.browser, "bk_1");
      return { status: "SUCCESS", failure: null } as never;
    };
    await pay(booking, card, { ...payment, call });
    expect(kept).to.deep.equal({ ...own, wasSent: true });
    expect(JSON.stringify([...payment.browser.items, ...payment.tab.items])).not.to.match(/tok_visa|121/);
  });

  it("asks for the outcome without a card after a reload, and lets the user pay where there is none", async () => {
    const payment = means(fails({ reason: "PAYMENT_IN_PROGRESS" }), fails({ reason: "MALFORMED" }));
    keepOwn(payment.browser, { ...own, wasSent: true });
    expect(await pay(booking, null, payment)).to.deep.equal({
      is: "refused",
      trouble: { reason: "MALFORMED" },
    });
    expect(payment.received[1]!.request).to.deep.equal({ paymentIntentId: "pi_1" });
    // The gateway may have charged the first attempt and not have told it yet.
    expect(ownBooking(payment.browser, "bk_1")).to.include({ wasSent: true });
  });

  it("lets the user try again when nothing was charged, and keeps no payment then", async () => {
    for (const wasSent of [false, true]) {
      const payment = means(fails({ reason: "GATEWAY_UNAVAILABLE" }));
      keepOwn(payment.browser, { ...own, wasSent });
      const attempt = await pay(booking, card, payment);
      expect(attempt).to.deep.equal({ is: "refused", trouble: { reason: "GATEWAY_UNAVAILABLE" } });
      expect(ownBooking(payment.browser, "bk_1")).to.include({ wasSent: false });
    }
  });

  it("leaves a booking confirmed that another tab paid meanwhile", async () => {
    const payment = means();
    const call = async () => {
      keepOwn(payment.browser, { ...own, status: "confirmed", wasSent: true });
      return (await means(fails({ reason: "MALFORMED" })).call("executePayment", {} as never)) as never;
    };
    await pay(booking, null, { ...payment, call });
    expect(ownBooking(payment.browser, "bk_1")).to.include({ status: "confirmed" });
  });

  it("ends when the time is over, and keeps its seats as chosen, or when the booking was cancelled elsewhere", async () => {
    for (const [trouble, chosen] of [
      [{ reason: "BOOKING_EXPIRED" }, ["A1"]],
      [{ reason: "BOOKING_NOT_PENDING", status: "cancelled" }, []],
    ] as const) {
      const payment = means(fails(trouble));
      expect(await pay(booking, card, payment)).to.deep.equal({ is: "over", trouble });
      expect(ownBooking(payment.browser, "bk_1")).to.equal(undefined);
      expect(keptChoice(payment.tab, "perf")).to.deep.equal(chosen);
    }
  });

  it("ends as paid if the booking is confirmed already", async () => {
    const payment = means(fails({ reason: "BOOKING_NOT_PENDING", status: "confirmed" }));
    expect(await pay(booking, card, payment)).to.deep.equal({ is: "paid" });
    expect(ownBooking(payment.browser, "bk_1")).to.include({ status: "confirmed" });
  });
});

describe("cancelling a booking that is not paid", () => {
  /** Cancels a booking that the browser keeps. */
  async function cancelled(...turns: Parameters<typeof means>) {
    const at = means(...turns);
    keepOwn(at.browser, own);
    return { end: await cancel(booking, at), kept: ownBooking(at.browser, "bk_1"), ...at };
  }

  it("asks again until it is known, and does not keep the seats as chosen", async () => {
    const asked = await cancelled(fails({ reason: "LOST" }), answers({ status: "cancelled" }));
    expect(asked.end).to.deep.equal({ is: "cancelled", wasSent: false });
    expect(asked.received).to.have.length(2);
    expect(asked.unknown).to.deep.equal(["LOST"]);
    expect(asked.kept).to.equal(undefined);
    expect(keptChoice(asked.tab, "perf")).to.deep.equal([]);
  });

  it("says that the booking was paid, or cancelled, in the meantime", async () => {
    const paid = await cancelled(fails({ reason: "BOOKING_NOT_PENDING", status: "confirmed" }));
    expect(paid.end).to.deep.equal({ is: "paid" });
    expect(paid.kept).to.include({ status: "confirmed" });
    const trouble = { reason: "BOOKING_NOT_PENDING", status: "cancelled" } as const;
    const over = await cancelled(fails(trouble));
    expect(over.end).to.deep.equal({ is: "over", trouble });
    expect(over.kept).to.equal(undefined);
  });

  it("changes nothing if the user is signed out", async () => {
    const trouble = { reason: "SIGNED_OUT" } as const;
    const refused = await cancelled(fails(trouble));
    expect(refused.end).to.deep.equal({ is: "refused", trouble });
    expect(refused.kept).to.deep.equal(own);
    expect(keptChoice(refused.tab, "perf")).to.deep.equal([]);
  });
});
