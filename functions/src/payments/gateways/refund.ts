import { inTime, timeLeft } from "../../shared/deadline.js";
import { refundKey, type Refund } from "../domain/refund.js";
import type { Finding } from "../domain/refundFindings.js";
import { logTrouble, unanswered } from "./charge.js";
import type { GatewayPayment, PaymentGateway } from "./gateway.js";

/** The least time a step must have left to send a refund, in milliseconds. */
const SEND_MS = 6_000;
/** The part of a step's time that is reserved for recording what was found, in milliseconds. */
const RECORD_MS = 4_000;

/** Returns what the gateway tells of a payment, or null if the gateway fails or does not answer in time. */
export async function look(gateway: PaymentGateway, paymentIntentId: string): Promise<GatewayPayment | null> {
  try {
    return await inTime(timeLeft() - RECORD_MS, gateway.look(paymentIntentId), unanswered);
  } catch (error) {
    logTrouble("refund.not-looked", gateway, { paymentIntentId }, error);
    return null;
  }
}

/**
 * Sends a refund's present round. Returns UNKNOWN if too little time is left to send, or if the gateway fails or does
 * not answer in time.
 */
export async function sendRefund(gateway: PaymentGateway, refund: Refund): Promise<Finding> {
  if (timeLeft() < SEND_MS) return { status: "UNKNOWN" };
  const { refundId, round, paymentIntentId, paymentReference, amount, currency } = refund;
  const order = {
    idempotencyKey: refundKey(refund),
    refundId,
    round,
    chargeKey: paymentIntentId,
    chargeReference: paymentReference,
    amount,
    currency,
  };
  try {
    return await inTime(timeLeft() - RECORD_MS, gateway.refund(order), unanswered);
  } catch (error) {
    logTrouble("refund.answer-lost", gateway, { paymentIntentId, refundId }, error);
    return { status: "UNKNOWN" };
  }
}
