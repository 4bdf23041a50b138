import { inTime, timeLeft } from "../../shared/deadline.js";
import { refundKey, type Finding, type Refund } from "../domain/refund.js";
import { logTrouble } from "./charge.js";
import type { GatewayPayment, PaymentGateway } from "./gateway.js";

/** The part of a step's time that is reserved for recording what was found, in milliseconds. */
const RECORD_MS = 4_000;

/** Asks the gateway for all that it knows of a payment. Returns null if it does not answer in time. */
export async function look(gateway: PaymentGateway, paymentIntentId: string): Promise<GatewayPayment | null> {
  try {
    return await inTime(timeLeft() - RECORD_MS, gateway.look(paymentIntentId), unanswered);
  } catch (error) {
    logTrouble("refund.not-looked", gateway, paymentIntentId, error);
    return null;
  }
}

/** Sends a refund's present round. Without an answer it is unknown whether the gateway has it. */
export async function sendRefund(gateway: PaymentGateway, refund: Refund): Promise<Finding> {
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
    logTrouble("refund.answer-lost", gateway, refundId, error);
    return { status: "UNKNOWN" };
  }
}

const unanswered = () => Object.assign(new Error("no answer in time"), { code: "TIMEOUT" });
