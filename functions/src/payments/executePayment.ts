import { logger } from "firebase-functions/logger";
import * as z from "zod";
import { Id, newAttemptId } from "../shared/ids.js";
import { isFinished, PaymentIntent, type Outcome } from "./domain/paymentIntent.js";
import { Refusal } from "../shared/refusals.js";
import { charge, close, paymentUnknown } from "./gateways/charge.js";
import { gatewayInUse, gatewayOf } from "./gateways/index.js";
import { claimIntent, type Claimed } from "./store/claimIntent.js";
import { giveBackClaim } from "./store/giveBackClaim.js";
import { recordOutcome, type IntentAsWritten } from "./store/recordOutcome.js";
import { serverNow } from "../firestore/serverClock.js";
import { holdsCardNumber } from "../request/cardNumbers.js";
import { callable, common } from "../request/callable.js";
import { malformed } from "../request/errors.js";

export const ExecutePaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  // The card fields are optional, because a payment with nothing to charge needs no card.
  paymentMethodToken: z
    .string()
    .min(1)
    .max(200)
    .refine((token) => !holdsCardNumber(token), "must not hold a card number")
    .nullish()
    .meta({ description: "The gateway's token for the card. Not needed if there is nothing to charge." }),
  cvv: z
    .string()
    .regex(/^\d{3,4}$/, "must be 3 or 4 digits")
    .nullish()
    .meta({ description: "Passed on to the gateway, and neither stored nor logged." }),
});
export type ExecutePaymentRequest = z.input<typeof ExecutePaymentRequest>;

export const ExecutePaymentAnswer = PaymentIntent.pick({
  paymentIntentId: true,
  bookingId: true,
  failure: true,
  amount: true,
  currency: true,
}).extend({ status: PaymentIntent.shape.status.extract(["SUCCESS", "FAILURE"]) });
export type ExecutePaymentAnswer = z.output<typeof ExecutePaymentAnswer>;

type Request = z.output<typeof ExecutePaymentRequest>;

/**
 * Pays for a booking. Repeated calls use the same idempotency key at the gateway. The booking is not settled here: the
 * trigger on the payment intent settles it, or the sweep.
 */
export const executePayment = callable(
  ExecutePaymentRequest,
  async (request, { userId }): Promise<ExecutePaymentAnswer> => {
    const claim = await claimIntent(request.paymentIntentId, {
      userId,
      attemptId: newAttemptId(),
      chooseGateway() {
        cardOf(request);
        return gatewayInUse().provider;
      },
    });
    switch (claim.state) {
      case "finished":
        return paymentAnswer(claim.intent);
      case "unresolved":
        return paymentAnswer(
          await record(claim, await close(gatewayOf(claim.intent), claim.intent.paymentIntentId)),
        );
      case "claimed":
        return paymentAnswer(await chargeClaimed(claim, request));
    }
  },
  { unknown: "PAYMENT_OUTCOME_UNKNOWN" },
);

/**
 * Charges the card and records the outcome, which may be a decline. If either throws, tries to give the claim back.
 * @throws Refusal GATEWAY_UNAVAILABLE, PAYMENT_OUTCOME_UNKNOWN. Inconsistency as `gatewayOf` does.
 */
async function chargeClaimed(claim: Claimed, request: Request): Promise<PaymentIntent> {
  const { paymentIntentId: idempotencyKey, amount, currency, payBy } = claim.intent;
  try {
    const order = { idempotencyKey, amount, currency, ...cardOf(request) };
    return await record(claim, await charge(gatewayOf(claim.intent), order, claim));
  } catch (error) {
    const nothingCharged = error instanceof Refusal && error.reason === "GATEWAY_UNAVAILABLE";
    await giveBackClaim(claim, nothingCharged ? payBy : serverNow());
    throw error;
  }
}

/** @throws Refusal PAYMENT_OUTCOME_UNKNOWN in place of every error. */
async function record(claim: IntentAsWritten, outcome: Outcome): Promise<PaymentIntent> {
  try {
    return (await recordOutcome(claim, outcome)).intent;
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

/** What the user is told about a finished payment. */
function paymentAnswer(intent: PaymentIntent): ExecutePaymentAnswer {
  if (!isFinished(intent)) throw new Error(`${intent.paymentIntentId} is ${intent.status}`);
  const { paymentIntentId, bookingId, status, failure, amount, currency } = intent;
  return { paymentIntentId, bookingId, status, failure, amount, currency };
}
