import { logger } from "firebase-functions/logger";
import type { Outcome } from "../domain/paymentIntent.js";
import { Refusal } from "../../shared/refusals.js";
import { inTime, noteSent, timeLeft } from "../../shared/deadline.js";
import type { Charge, PaymentGateway } from "./gateway.js";

/** No charge is sent with less time left, in milliseconds: what came of it could not be heard and written down. */
const CHARGE_MS = 10_000;

/** What a call keeps of its time, in milliseconds, to ask for the outcome and then to write it down. */
const ASK_MS = 6_000;
const RECORD_MS = 4_000;

/**
 * Charges, and where there is no time left to, or the gateway's answer is lost, asks it what became of the payment. That
 * it knows of none is believed only where our call to it has ended: one that is still under way may yet charge.
 * @throws Refusal GATEWAY_UNAVAILABLE (nothing was charged), PAYMENT_OUTCOME_UNKNOWN (the gateway says nothing).
 */
export async function charge(gateway: PaymentGateway, request: Charge): Promise<Outcome> {
  const { idempotencyKey } = request;
  if (timeLeft() < CHARGE_MS) return ask(gateway, idempotencyKey, { isOver: false });
  let isOver = false;
  const charging = gateway.charge(request).finally(() => (isOver = true));
  try {
    return await inTime(timeLeft() - ASK_MS, charging, unanswered);
  } catch (error) {
    logTrouble("charge.answer-lost", gateway, idempotencyKey, error);
    return ask(gateway, idempotencyKey, { isOver });
  }
}

async function ask(
  gateway: PaymentGateway,
  idempotencyKey: string,
  { isOver }: { isOver: boolean },
): Promise<Outcome> {
  let outcome: Outcome | null;
  try {
    outcome = await inTime(timeLeft() - RECORD_MS, gateway.find(idempotencyKey), unanswered);
  } catch (error) {
    logTrouble("charge.unknown", gateway, idempotencyKey, error);
    throw paymentUnknown();
  }
  if (outcome === null) {
    if (!isOver) throw paymentUnknown();
    throw new Refusal(
      "GATEWAY_UNAVAILABLE",
      "Payments do not get through at the moment. Nothing was charged: try again.",
    );
  }
  return outcome;
}

/**
 * Makes certain how a payment ended: asks the gateway, and closes the key if nothing was charged.
 * @throws Refusal PAYMENT_OUTCOME_UNKNOWN where the gateway does not say.
 */
export async function close(gateway: PaymentGateway, idempotencyKey: string): Promise<Outcome> {
  const milliseconds = timeLeft() - RECORD_MS;
  if (milliseconds <= 0) throw paymentUnknown();
  noteSent();
  try {
    return await inTime(milliseconds, gateway.close(idempotencyKey), unanswered);
  } catch (error) {
    logTrouble("charge.not-closed", gateway, idempotencyKey, error);
    throw paymentUnknown();
  }
}

/** The refusal of a payment of which nobody knows yet how it ended. */
export function paymentUnknown(): Refusal {
  return new Refusal(
    "PAYMENT_OUTCOME_UNKNOWN",
    "We do not know yet whether you were charged, and are finding out.",
  );
}

const unanswered = () => Object.assign(new Error("no answer in time"), { code: "TIMEOUT" });

/** The message of an error from outside may repeat what was sent, a CVV included: it is not logged, only codes are. */
function logTrouble(
  message: string,
  { provider }: PaymentGateway,
  paymentIntentId: string,
  error: unknown,
): void {
  const { code, status } = Object(error) as { code?: unknown; status?: unknown };
  logger.warn(message, { paymentIntentId, provider, code: asCode(code), status: asCode(status) });
}

/** Codes are numbers or short words; anything else may be a text with more in it. */
function asCode(value: unknown): string | number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[\w.-]{1,40}$/.test(value) ? value : null;
}
