import { expect } from "chai";
import type { GatewayPayment, PaymentGateway, RefundOrder } from "../../../src/payments/gateways/gateway.js";
import { look, sendRefund } from "../../../src/payments/gateways/refund.js";
import { decideRefund } from "../../../src/payments/domain/refund.js";
import { withDeadline } from "../../../src/shared/deadline.js";
import { logsOf } from "../../support/logs.js";
import { aPurchase, NOW } from "../../support/purchases.js";

const intent = { ...aPurchase().intent, gateway: { provider: "test", reference: "ch_1" } };
const wish = { amount: 100_000, fee: 50_000, seatIds: ["A1"], reason: "USER", by: "USER" } as const;
const refund = decideRefund(intent, wish, NOW).refund!;
const never = () => new Promise<never>(() => undefined);
const failing = (failure: object) => () =>
  Promise.reject(Object.assign(new Error("card 7391 of tok_visa"), failure));

function gateway(answers: Partial<Pick<PaymentGateway, "look" | "refund">>): PaymentGateway {
  return {
    provider: "test",
    charge: never,
    find: never,
    close: never,
    look: never,
    refund: never,
    ...answers,
  };
}

/** Runs a look that leaves the gateway 50 milliseconds, because four seconds are reserved for recording. */
const inHaste = <T>(run: () => Promise<T>) => withDeadline(4_050, run);

/** Runs a step with 50 milliseconds more than the six seconds without which no refund is sent. */
const justInTime = <T>(run: () => Promise<T>) => withDeadline(6_050, run);

describe("a gateway, asked to pay back", () => {
  it("gets an order with all that it needs, by the key of the round", async () => {
    const orders: RefundOrder[] = [];
    const answer = { status: "DONE", reference: "re_1" } as const;
    const taking = gateway({ refund: (order) => (orders.push(order), Promise.resolve(answer)) });
    expect(await sendRefund(taking, { ...refund, round: 3 })).to.equal(answer);
    expect(orders).to.deep.equal([
      {
        idempotencyKey: `${refund.refundId}_3`,
        refundId: refund.refundId,
        round: 3,
        chargeKey: intent.paymentIntentId,
        chargeReference: "ch_1",
        amount: 100_000,
        currency: "KRW",
      },
    ]);
  });

  it("is believed when it accepts and when it refuses", async () => {
    for (const answer of [
      { status: "ACCEPTED", reference: "re_1" },
      { status: "REFUSED", failure: { code: "X", message: "No." } },
    ] as const) {
      expect(await sendRefund(gateway({ refund: () => Promise.resolve(answer) }), refund)).to.equal(answer);
    }
  });

  it("leaves it unknown when it fails or does not answer in time", async () => {
    for (const answer of [failing({}), failing({ code: "ALREADY_REFUNDED", status: 400 }), never]) {
      const found = await justInTime(() => sendRefund(gateway({ refund: answer }), refund));
      expect(found).to.deep.equal({ status: "UNKNOWN" });
    }
  });

  it("is not asked at all if its answer could not be recorded any more, and that is no trouble", async () => {
    let orders = 0;
    const counting = gateway({ refund: () => (orders++, never()) });
    const logs = await logsOf(async () => {
      const found = await withDeadline(5_950, () => sendRefund(counting, refund));
      expect(found).to.deep.equal({ status: "UNKNOWN" });
    });
    expect(orders).to.equal(0);
    expect(logs).to.equal("");
  });

  it("is logged by the refund and the code of the failure, with nothing of the card", async () => {
    const trouble = failing({ code: "ECONNRESET", status: 502 });
    const logs = await logsOf(() => sendRefund(gateway({ refund: trouble }), refund));
    expect(logs).to.include("refund.answer-lost").and.include("ECONNRESET");
    expect(logs).to.include(`"refundId":"${refund.refundId}"`);
    expect(logs).to.include(`"paymentIntentId":"${intent.paymentIntentId}"`);
    expect(logs).to.not.match(/7391|tok_visa/);
  });
});

describe("a gateway, looked at", () => {
  const known: GatewayPayment = {
    captured: { amount: 300_000, currency: "KRW", reference: "ch_1" },
    refunds: [],
  };

  it("tells what it knows of a payment", async () => {
    const asked: string[] = [];
    const telling = gateway({ look: (key) => (asked.push(key), Promise.resolve(known)) });
    expect(await look(telling, intent.paymentIntentId)).to.equal(known);
    expect(asked).to.deep.equal([intent.paymentIntentId]);
  });

  it("tells nothing when it fails or does not answer in time, and that is logged", async () => {
    for (const answer of [failing({}), never]) {
      const logs = await logsOf(async () => {
        expect(await inHaste(() => look(gateway({ look: answer }), "pi_a"))).to.be.null;
      });
      expect(logs).to.include("refund.not-looked").and.include('"paymentIntentId":"pi_a"');
      expect(logs).to.not.match(/7391|tok_visa/);
    }
  });
});
