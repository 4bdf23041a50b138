import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { gatewayOf } from "../../../src/payments/gateways/index.js";
import { simulatedGateway } from "../../../src/payments/gateways/simulated/simulated.js";
import { Inconsistency } from "../../../src/shared/refusals.js";
import { aPurchase } from "../../support/purchases.js";

const run = promisify(execFile);
const server = fileURLToPath(new URL("../../support/gatewayAsked.ts", import.meta.url));

/**
 * Asks for the gateway in a separate process, because its setting is read only once, when the functions are loaded.
 */
async function asked(parameters: Record<string, string>): Promise<{ answer: string; errors: number }> {
  const env = { ...process.env, ...parameters };
  const { stdout } = await run(process.execPath, ["--import", "tsx", server], { env });
  return JSON.parse(/^ASKED (.*)$/m.exec(stdout)![1]!) as { answer: string; errors: number };
}

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
