import type { PaymentGateway } from "../../src/payments/gateways/gateway.js";
import { simulatedGateway } from "../../src/payments/gateways/simulated/simulated.js";

const original = { ...simulatedGateway };

/** Replaces these calls of the simulated gateway until `restoreGateway`. */
export function replaceGateway(calls: Partial<PaymentGateway>): void {
  Object.assign(simulatedGateway, calls);
}

/** Makes these calls fail without reaching the gateway, until `restoreGateway`. */
export function silenceGateway(...calls: Exclude<keyof PaymentGateway, "provider">[]): void {
  const fail = () => Promise.reject(new Error("no answer"));
  replaceGateway(Object.fromEntries(calls.map((call) => [call, fail])));
}

export function restoreGateway(): void {
  Object.assign(simulatedGateway, original);
}
