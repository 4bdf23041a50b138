import { logger } from "firebase-functions/logger";
import type { Outcome } from "../domain/paymentIntent.js";
import { serverNow } from "../../firestore/serverClock.js";
import { Refusal } from "../../shared/refusals.js";
import { inTime, noteSent, timeLeft } from "../../shared/deadline.js";
import type { Charge, PaymentGateway } from "./gateway.js";

/** The least time a call must have left to send a charge, in milliseconds. */
const CHARGE_MS = 10_000;

/** The time that a call reserves for asking the gateway for the outcome and then recording it, in milliseconds. */
const ASK_MS = 6_000;
/** The time that a call reserves for recording the outcome, in milliseconds. ASK_MS includes it. */
const RECORD_MS = 4_000;

/**
 * Charges a card. If too little time is left for a charge, or if the gateway fails or does not answer in time, asks the
 * gateway for the outcome instead.
 * @param isAlone false if an earlier charge with the same key may still be under way.
 * @throws Refusal GATEWAY_UNAVAILABLE if this call's request has failed, no other may be under way, and the gateway
 * knows no outcome. PAYMENT_OUTCOME_UNKNOWN if the outcome cannot be found out.
 */
export async function charge(
  gateway: PaymentGateway,
  request: Charge,
  { isAlone }: { isAlone: boolean },
): Promise<Outcome> {
  const { idempotencyKey } = request;
  if (timeLeft() < CHARGE_MS) return ask(gateway, idempotencyKey, { isOver: false });
  let isOver = false;
  const charging = gateway.charge(request).finally(() => (isOver = isAlone));
  try {
    return await inTime(timeLeft() - ASK_MS, charging, unanswered);
  } catch (error) {
    logTrouble("charge.answer-lost", gateway, { paymentIntentId: idempotencyKey }, error);
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
    logTrouble("charge.unknown", gateway, { paymentIntentId: idempotencyKey }, error);
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
 * Makes a payment's outcome final. If there is none yet, the gateway records a failure. A failure gets a `closedAt`.
 * @throws Refusal PAYMENT_OUTCOME_UNKNOWN if the gateway fails or does not answer in time, or no time is left to ask.
 */
export async function close(gateway: PaymentGateway, idempotencyKey: string): Promise<Outcome> {
  const milliseconds = timeLeft() - RECORD_MS;
  if (milliseconds <= 0) throw paymentUnknown();
  noteSent();
  try {
    const outcome = await inTime(milliseconds, gateway.close(idempotencyKey), unanswered);
    return outcome.status === "FAILURE" ? { ...outcome, closedAt: serverNow() } : outcome;
  } catch (error) {
    logTrouble("charge.not-closed", gateway, { paymentIntentId: idempotencyKey }, error);
    throw paymentUnknown();
  }
}

export function paymentUnknown(): Refusal {
  return new Refusal(
    "PAYMENT_OUTCOME_UNKNOWN",
    "We do not know yet whether you were charged, and are finding out.",
  );
}

/** The error for a gateway that did not answer in time. */
export const unanswered = () => Object.assign(new Error("no answer in time"), { code: "TIMEOUT" });

/** Logs a gateway's error without its message, because the message may contain the CVV. */
export function logTrouble(
  message: string,
  { provider }: PaymentGateway,
  ids: { paymentIntentId: string; refundId?: string },
  error: unknown,
): void {
  const { code, status } = Object(error) as { code?: unknown; status?: unknown };
  logger.warn(message, { ...ids, provider, code: asCode(code), status: asCode(status) });
}

/** Returns a number or a short word as it is, and null for any other value. */
function asCode(value: unknown): string | number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[\w.-]{1,40}$/.test(value) ? value : null;
}
