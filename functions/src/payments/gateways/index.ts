import { logger } from "firebase-functions/logger";
import { ALLOW_SIMULATED_GATEWAY } from "../../config.js";
import { Inconsistency, Refusal } from "../../shared/refusals.js";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import type { Refund } from "../domain/refund.js";
import type { PaymentGateway } from "./gateway.js";
import { simulatedGateway } from "./simulated/simulated.js";

/**
 * Every gateway by its provider's name. To add one, write a folder beside `simulated/`, name it here, and let
 * `gatewayInUse` return it.
 */
const gateways: ReadonlyMap<string, PaymentGateway> = new Map([
  [simulatedGateway.provider, simulatedGateway],
]);

/**
 * Returns the gateway for payments that begin now. Outside the emulator, ALLOW_SIMULATED_GATEWAY must allow the
 * simulated gateway, because it gives tickets away for nothing.
 * @throws Refusal GATEWAY_UNAVAILABLE if it is not allowed.
 */
export function gatewayInUse(): PaymentGateway {
  const isEmulated = process.env["FIRESTORE_EMULATOR_HOST"] !== undefined;
  if (isEmulated || ALLOW_SIMULATED_GATEWAY) return simulatedGateway;
  logger.error(
    "gateway.not-configured",
    new Error(
      "There is no payment gateway: only the simulated one, which ALLOW_SIMULATED_GATEWAY does not allow.",
    ),
  );
  throw new Refusal("GATEWAY_UNAVAILABLE", "Payments are not set up here. Nothing was charged.");
}

/**
 * Returns the gateway that a payment was claimed for, even if another gateway is in use now. Only the claimed one knows
 * whether it charged.
 * @throws Inconsistency if the payment names no gateway, or one that this version does not have.
 */
export function gatewayOf({ paymentIntentId, gateway }: PaymentIntent): PaymentGateway {
  return gatewayFor({ paymentIntentId, provider: gateway?.provider ?? "" });
}

/**
 * Returns the gateway with the provider's name. For a refund, this is the gateway that charged.
 * @throws Inconsistency if this version has no such gateway.
 */
export function gatewayFor({ paymentIntentId, provider }: Pick<Refund, "paymentIntentId" | "provider">) {
  const known = gateways.get(provider);
  if (known !== undefined) return known;
  throw new Inconsistency(`payment intent ${paymentIntentId} names no gateway that is known here`);
}
