import { logger } from "firebase-functions/logger";
import { ALLOW_SIMULATED_GATEWAY } from "../../config.js";
import { Refusal } from "../../shared/refusals.js";
import type { PaymentGateway } from "./gateway.js";
import { simulatedGateway } from "./simulated/simulated.js";

/**
 * Returns the gateway in use. To add a gateway, write a file beside `simulated.ts` and return it here. Outside the
 * emulator, ALLOW_SIMULATED_GATEWAY must allow the simulated gateway, because it gives tickets away for nothing.
 * @throws Refusal GATEWAY_UNAVAILABLE if it is not allowed.
 */
export function paymentGateway(): PaymentGateway {
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
