import { expect } from "chai";
import { gatewayOf } from "../../../src/payments/gateways/index.js";
import { simulatedGateway } from "../../../src/payments/gateways/simulated/simulated.js";
import { Inconsistency } from "../../../src/shared/refusals.js";
import { toldBy } from "../../support/otherProcess.js";
import { aPurchase } from "../../support/purchases.js";

const asked = (parameters: Record<string, string>) =>
  toldBy<{ answer: string; errors: number }>("gatewayAsked.ts", { ...process.env, ...parameters });

describe("the simulated gateway", () => {
  it("needs no setting where the database is an emulator", async () => {
    expect(await asked({})).to.deep.equal({ answer: "simulated", errors: 0 });
  });

  it("is refused anywhere else, with one clear error in the log", async () => {
    expect(await asked({ OUTSIDE: "true" })).to.deep.equal({ answer: "GATEWAY_UNAVAILABLE", errors: 1 });
  });

  it("is to be had anywhere else where it is asked for", async () => {
    const parameters = { OUTSIDE: "true", ALLOW_SIMULATED_GATEWAY: "true" };
    expect(await asked(parameters)).to.deep.equal({ answer: "simulated", errors: 0 });
  });
});

describe("the gateway of a payment", () => {
  const paidWith = (provider: string | null) =>
    aPurchase({ intent: { gateway: provider === null ? null : { provider, reference: null } } }).intent;

  it("is the one that it was claimed for", () => {
    expect(gatewayOf(paidWith("simulated"))).to.equal(simulatedGateway);
  });

  it("is a fault, which names the payment, if it was never claimed or its gateway is not known here", () => {
    for (const provider of [null, "none", "toString"]) {
      const intent = paidWith(provider);
      expect(() => gatewayOf(intent)).to.throw(Inconsistency, intent.paymentIntentId);
    }
  });
});
