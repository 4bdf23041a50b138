import { logger } from "firebase-functions/logger";
import { z } from "zod";
import { Id, newAttemptId } from "../shared/ids.js";
import type { Outcome, PaymentIntent } from "./domain/paymentIntent.js";
import { Refusal } from "../shared/refusals.js";
import { charge, close, paymentUnknown } from "./gateways/charge.js";
import { paymentGateway } from "./gateways/index.js";
import { claimIntent } from "./store/claimIntent.js";
import { giveBackClaim } from "./store/giveBackClaim.js";
import { recordOutcome, type IntentAsWritten } from "./store/recordOutcome.js";
import { serverNow } from "../firestore/serverClock.js";
import { holdsCardNumber } from "../request/cardNumbers.js";
import { callable, common } from "../request/callable.js";
import { malformed } from "../request/decode.js";

const ExecutePaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  // Needed where there is something to charge, which only the stored payment tells.
  paymentMethodToken: z
    .string()
    .min(1)
    .max(200)
    .refine((token) => !holdsCardNumber(token), "must not hold a card number")
    .nullish(),
  cvv: z
    .string()
    .regex(/^\d{3,4}$/, "must be 3 or 4 digits")
    .nullish(),
});

type Request = z.output<typeof ExecutePaymentRequest>;

/** Charges a booking's payment once, however often it is called. What the outcome does to the seats, the trigger does. */
export const executePayment = callable(
  ExecutePaymentRequest,
  async (request, { userId }) => {
    const claim = await claimIntent(request.paymentIntentId, {
      userId,
      attemptId: newAttemptId(),
      assertPayable() {
        cardOf(request);
        paymentGateway();
      },
    });
    switch (claim.state) {
      case "finished":
        return paymentAnswer(claim.intent);
      case "unresolved":
        return paymentAnswer(await record(claim, await close(paymentGateway(), request.paymentIntentId)));
      case "claimed":
        return paymentAnswer(await chargeClaimed(claim, request));
    }
  },
  { unknown: "PAYMENT_OUTCOME_UNKNOWN" },
);

/**
 * Charges and records what came of it.
 * @throws Refusal GATEWAY_UNAVAILABLE, PAYMENT_OUTCOME_UNKNOWN; the claim is then given back.
 */
async function chargeClaimed(claim: IntentAsWritten, request: Request): Promise<PaymentIntent> {
  const { paymentIntentId: idempotencyKey, amount, currency, payBy } = claim.intent;
  try {
    const order = { idempotencyKey, amount, currency, ...cardOf(request) };
    return await record(claim, await charge(paymentGateway(), order));
  } catch (error) {
    const nothingCharged = error instanceof Refusal && error.reason === "GATEWAY_UNAVAILABLE";
    await giveBackClaim(claim, nothingCharged ? payBy : serverNow());
    throw error;
  }
}

/** Records an outcome. It may be a charge: whatever keeps us from writing it down, "try again" would be wrong to say. */
async function record(claim: IntentAsWritten, outcome: Outcome): Promise<PaymentIntent> {
  try {
    return await recordOutcome(claim, outcome);
  } catch (error) {
    const { paymentIntentId } = claim.intent;
    logger.error("payment.not-recorded", new Error(`payment intent ${paymentIntentId}`, { cause: error }));
    throw paymentUnknown();
  }
}

function cardOf({ paymentMethodToken, cvv }: Request): { paymentMethodToken: string; cvv: string } {
  if (paymentMethodToken && cvv) return { paymentMethodToken, cvv };
  const missing = Object.entries({ paymentMethodToken, cvv }).filter(([, value]) => !value);
  throw malformed(missing.map(([field]) => ({ field, message: "is needed to pay for this booking" })));
}

/** A finished payment as its user sees it. Nothing of the gateway's own. */
function paymentAnswer(intent: PaymentIntent) {
  const { paymentIntentId, bookingId, status, failure, amount, currency } = intent;
  return { paymentIntentId, bookingId, status, failure, amount, currency };
}
