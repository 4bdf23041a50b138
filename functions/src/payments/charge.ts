import { logger } from "firebase-functions/logger";
import type { Outcome } from "../domain/paymentIntent.js";
import { Refusal } from "../domain/refusals.js";
import type { Charge, PaymentGateway } from "./gateway.js";

/**
 * Charges, and where the gateway's answer is lost asks it what became of the charge.
 * @throws Refusal GATEWAY_UNAVAILABLE (the gateway says that it charged nothing), PAYMENT_OUTCOME_UNKNOWN (it says
 * nothing).
 */
export async function charge(gateway: PaymentGateway, request: Charge): Promise<Outcome> {
  try {
    return await gateway.charge(request);
  } catch (error) {
    logger.warn("charge.answer-lost", { paymentIntentId: request.idempotencyKey, cause: String(error) });
    return ask(gateway, request.idempotencyKey);
  }
}

async function ask(gateway: PaymentGateway, idempotencyKey: string): Promise<Outcome> {
  let outcome: Outcome | null;
  try {
    outcome = await gateway.find(idempotencyKey);
  } catch (error) {
    logger.warn("charge.unknown", { paymentIntentId: idempotencyKey, cause: String(error) });
    throw new Refusal(
      "PAYMENT_OUTCOME_UNKNOWN",
      "We do not know yet whether you were charged, and are finding out.",
    );
  }
  if (outcome === null) {
    throw new Refusal(
      "GATEWAY_UNAVAILABLE",
      "Payments do not get through at the moment. Nothing was charged: try again.",
    );
  }
  return outcome;
}
