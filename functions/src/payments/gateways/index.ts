import { logger } from "firebase-functions/logger";
import { ALLOW_SIMULATED_GATEWAY } from "../../config.js";
import { Refusal } from "../../shared/refusals.js";
import type { PaymentGateway } from "./gateway.js";
import { simulatedGateway } from "./simulated/simulated.js";

/**
 * The gateway in use. Another company is another file beside `simulated.ts`, and its name here. The simulated one gives
 * tickets away: where the database is no emulator it must be asked for.
 * @throws Refusal GATEWAY_UNAVAILABLE where it was not.
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
