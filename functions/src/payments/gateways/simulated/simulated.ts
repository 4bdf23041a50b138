import { setTimeout } from "node:timers/promises";
import {
  FieldValue,
  getFirestore,
  type DocumentReference,
  type DocumentSnapshot,
} from "firebase-admin/firestore";
import type { Failure, Outcome } from "../../domain/paymentIntent.js";
import type { PaymentGateway } from "../gateway.js";
import { readPayment, recordRefund, shown } from "./refunds.js";

const PROVIDER = "simulated";

/** How long a charge with `tok_slow` waits first, in milliseconds. */
const SLOW_MS = 3_000;

/** The token of a late capture: see `simulatedGateway`. */
const LATE_CAPTURE = "tok_late_capture";

/** The tokens that are kept with the charge, because they act later. */
const KEPT_TOKENS: ReadonlySet<string> = new Set([
  LATE_CAPTURE,
  "tok_refund_pending",
  "tok_refund_fails",
  "tok_refund_timeout",
  "tok_refund_returned",
]);

/** The gRPC status code ALREADY_EXISTS. It means that the key has an outcome. */
const ALREADY_EXISTS = 6;

/** The failure for the last digit of a CVV. Digits not listed succeed (0, 1, 9) or get the generic decline (7, 8). */
const declines: Readonly<Record<string, Failure>> = {
  "2": { code: "INSUFFICIENT_FUNDS", message: "The card has insufficient funds." },
  "3": { code: "INVALID_CVV", message: "The security code is wrong." },
  "4": { code: "CARD_EXPIRED", message: "The card has expired." },
  "5": { code: "SERVER_ERROR", message: "The payment company had a fault." },
  "6": { code: "PG_TIMEOUT", message: "The payment company did not answer in time." },
};
const genericDecline: Failure = { code: "GENERIC_DECLINE", message: "The card was declined." };
const closed: Failure = { code: "PG_TIMEOUT", message: "The payment was not completed in time." };

/**
 * A gateway that moves no money. It stands for an outside company, so no other code of the service reads the
 * collections with its charges and refunds. The last digit of the CVV decides whether a card is charged (`declines`).
 * Some tokens inject a fault into the charge, here with a CVV that succeeds:
 * - `tok_timeout_before_charge`: nothing is charged, and the call fails.
 * - `tok_timeout_after_charge`: the card is charged, and the call fails.
 * - `tok_slow`: the charge waits for three seconds first.
 * - `tok_late_capture`: the card is charged, but `charge` and `find` fail, and `close` closes the key as unpaid.
 * Others inject a fault into the refunds of the charge:
 * - `tok_refund_pending`: a refund is accepted, and done ten seconds later.
 * - `tok_refund_fails`: a refund is refused.
 * - `tok_refund_timeout`: a refund is done, and the call fails.
 * - `tok_refund_returned`: a refund is done, and given back ten seconds later.
 */
export const simulatedGateway: PaymentGateway = {
  provider: PROVIDER,

  async charge({ idempotencyKey, amount, currency, paymentMethodToken, cvv }) {
    if (paymentMethodToken === "tok_timeout_before_charge") throw new Error("timed out");
    if (paymentMethodToken === "tok_slow") await setTimeout(SLOW_MS);
    const fault = KEPT_TOKENS.has(paymentMethodToken) ? { fault: paymentMethodToken } : {};
    const outcome = await record(idempotencyKey, failureFor(cvv), { amount, currency, ...fault });
    if (["tok_timeout_after_charge", LATE_CAPTURE].includes(paymentMethodToken)) throw new Error("timed out");
    return outcome;
  },

  async find(idempotencyKey) {
    const charge = await chargeRef(idempotencyKey).get();
    if (isCapturedLate(charge)) throw new Error("timed out");
    return charge.exists ? outcomeOf(idempotencyKey, charge.get("failure")) : null;
  },

  close: (idempotencyKey) => record(idempotencyKey, closed),

  async look(idempotencyKey) {
    const { charged, refunds, now } = await readPayment(chargeRef(idempotencyKey));
    const { failure, amount, currency } = charged.data() ?? {};
    const { reference } = outcomeOf(idempotencyKey, null).gateway;
    return {
      captured: failure === null ? { amount, currency, reference } : null,
      refunds: refunds.map((refund) => shown(refund, now)),
    };
  },

  refund: (order) => recordRefund(chargeRef(order.chargeKey), order),
};

function failureFor(cvv: string): Failure | null {
  const digit = cvv.at(-1)!;
  return "019".includes(digit) ? null : (declines[digit] ?? genericDecline);
}

/**
 * Writes a key's outcome, or returns the one that it has. An earlier late capture is kept secret: a repeated charge
 * fails with an error, and closing returns the failure `closed`.
 */
async function record(key: string, failure: Failure | null, money: object = {}): Promise<Outcome> {
  try {
    await chargeRef(key).create({ ...money, failure, createdAt: FieldValue.serverTimestamp() });
    return outcomeOf(key, failure);
  } catch (error) {
    if ((error as { code?: unknown }).code !== ALREADY_EXISTS) throw error;
  }
  const charge = await chargeRef(key).get();
  if (!isCapturedLate(charge)) return outcomeOf(key, charge.get("failure"));
  if (failure !== closed) throw new Error("timed out");
  return outcomeOf(key, closed);
}

function isCapturedLate(charge: DocumentSnapshot): boolean {
  return charge.get("fault") === LATE_CAPTURE && charge.get("failure") === null;
}

function outcomeOf(key: string, failure: Failure | null): Outcome {
  const gateway = { provider: PROVIDER, reference: `sim_${key}` };
  return failure === null ? { gateway, status: "SUCCESS", failure } : { gateway, status: "FAILURE", failure };
}

function chargeRef(key: string): DocumentReference {
  return getFirestore().collection("simulatedCharges").doc(key);
}
