import { expect } from "chai";
import type { Outcome } from "../../../src/payments/domain/paymentIntent.js";
import { Refusal } from "../../../src/shared/refusals.js";
import { charge } from "../../../src/payments/gateways/charge.js";
import type { PaymentGateway } from "../../../src/payments/gateways/gateway.js";
import { logsOf } from "../../support/logs.js";

const request = {
  idempotencyKey: "pi_a",
  amount: 1_000,
  currency: "KRW",
  paymentMethodToken: "tok_visa",
  cvv: "7391",
};
const alone = { isAlone: true };
const success: Outcome = {
  status: "SUCCESS",
  failure: null,
  gateway: { provider: "test", reference: "a" },
};

/** Makes a gateway with the given answers. A charge of null, or a call without an answer, fails with a timeout. */
function gateway(answers: { charge: Outcome | null; find?: Outcome | null }): PaymentGateway {
  const timedOut = () => Promise.reject(new Error("timed out"));
  return {
    provider: "test",
    charge: () => (answers.charge === null ? timedOut() : Promise.resolve(answers.charge)),
    find: () => (answers.find === undefined ? timedOut() : Promise.resolve(answers.find)),
    close: timedOut,
    look: timedOut,
    refund: timedOut,
  };
}

/** Charges with such a gateway and returns the reason of the refusal. */
async function refusedWith(answers: Parameters<typeof gateway>[0], { isAlone } = alone): Promise<string> {
  try {
    await charge(gateway(answers), request, { isAlone });
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  throw new Error("was not refused");
}

describe("a charge", () => {
  const failure: Outcome = { ...success, status: "FAILURE", failure: { code: "X", message: "No." } };

  it("is what the gateway answers", async () => {
    for (const outcome of [success, failure]) {
      expect(await charge(gateway({ charge: outcome }), request, alone)).to.equal(outcome);
    }
  });

  it("whose answer is lost is what the gateway says became of it", async () => {
    for (const outcome of [success, failure]) {
      expect(await charge(gateway({ charge: null, find: outcome }), request, alone)).to.equal(outcome);
    }
  });

  it("whose answer is lost was none where the gateway has not heard of it", async () => {
    expect(await refusedWith({ charge: null, find: null })).to.equal("GATEWAY_UNAVAILABLE");
  });

  it("is unknown where the gateway has not heard of it, and an earlier one may be under way", async () => {
    const refused = await refusedWith({ charge: null, find: null }, { isAlone: false });
    expect(refused).to.equal("PAYMENT_OUTCOME_UNKNOWN");
  });

  it("is unknown, and never taken for a decline, where the gateway says nothing at all", async () => {
    expect(await refusedWith({ charge: null })).to.equal("PAYMENT_OUTCOME_UNKNOWN");
  });

  it("that is lost is logged by its payment, with nothing of the card", async () => {
    const logs = await logsOf(() => refusedWith({ charge: null }));
    expect(logs).to.include("charge.answer-lost").and.include("charge.unknown");
    expect(logs).to.include('"paymentIntentId":"pi_a"');
    expect(logs).to.include('"provider":"test"');
    expect(logs).to.not.match(/7391|tok_visa/);
  });

  it("that fails is logged by the code and status of the failure, never by its message or by longer codes", async () => {
    const failing = (failure: object) => ({
      ...gateway({ charge: null }),
      charge: () => Promise.reject(Object.assign(new Error("card 7391 of tok_visa"), failure)),
    });
    const logOf = (failure: object) =>
      logsOf(() => charge(failing(failure), request, alone).catch(() => undefined));
    expect(await logOf({ code: "ECONNRESET", status: 502 })).to.match(/"code":"ECONNRESET","status":502/);
    const strange = await logOf({ code: "7391 was refused", status: { card: "7391" } });
    expect(strange)
      .to.match(/"code":null,"status":null/)
      .and.not.match(/7391|tok_visa/);
  });
});
