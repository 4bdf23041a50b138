import { setTimeout } from "node:timers/promises";
import { FieldValue, getFirestore, type DocumentReference } from "firebase-admin/firestore";
import type { Failure, Outcome } from "../../domain/paymentIntent.js";
import type { PaymentGateway } from "../gateway.js";

const PROVIDER = "simulated";

/** The duration of a charge with `tok_slow`, in milliseconds. */
const SLOW_MS = 3_000;

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
 * A gateway that moves no money. It keeps its own record of charges in a collection that nothing else reads, because it
 * stands for an outside company. Some tokens inject faults: `tok_timeout_before_charge` and `tok_timeout_after_charge`
 * lose the answer, `tok_slow` takes three seconds.
 */
export const simulatedGateway: PaymentGateway = {
  provider: PROVIDER,

  async charge({ idempotencyKey, amount, currency, paymentMethodToken, cvv }) {
    if (paymentMethodToken === "tok_timeout_before_charge") throw new Error("timed out");
    if (paymentMethodToken === "tok_slow") await setTimeout(SLOW_MS);
    const outcome = await record(idempotencyKey, failureFor(cvv), { amount, currency });
    if (paymentMethodToken === "tok_timeout_after_charge") throw new Error("timed out");
    return outcome;
  },

  async find(idempotencyKey) {
    const charge = await chargeRef(idempotencyKey).get();
    return charge.exists ? outcomeOf(idempotencyKey, charge.get("failure")) : null;
  },

  close: (idempotencyKey) => record(idempotencyKey, closed),
};

function failureFor(cvv: string): Failure | null {
  const digit = cvv.at(-1)!;
  return "019".includes(digit) ? null : (declines[digit] ?? genericDecline);
}

/** Writes the outcome of a key, or returns the one it already has. The first outcome written is final. */
async function record(key: string, failure: Failure | null, money: object = {}): Promise<Outcome> {
  try {
    await chargeRef(key).create({ ...money, failure, createdAt: FieldValue.serverTimestamp() });
    return outcomeOf(key, failure);
  } catch (error) {
    if ((error as { code?: unknown }).code !== ALREADY_EXISTS) throw error;
    return outcomeOf(key, (await chargeRef(key).get()).get("failure"));
  }
}

function outcomeOf(key: string, failure: Failure | null): Outcome {
  const gateway = { provider: PROVIDER, reference: `sim_${key}` };
  return failure === null ? { gateway, status: "SUCCESS", failure } : { gateway, status: "FAILURE", failure };
}

function chargeRef(key: string): DocumentReference {
  return getFirestore().collection("simulatedCharges").doc(key);
}
