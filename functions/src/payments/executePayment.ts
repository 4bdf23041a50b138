import { logger } from "firebase-functions/logger";
import * as z from "zod";
import { Id, newAttemptId } from "../shared/ids.js";
import { isFinished, PaymentIntent, type Outcome } from "./domain/paymentIntent.js";
import { Refusal } from "../shared/refusals.js";
import { charge, close, paymentUnknown } from "./gateways/charge.js";
import { gatewayInUse, gatewayOf } from "./gateways/index.js";
import { claimIntent } from "./store/claimIntent.js";
import { giveBackClaim } from "./store/giveBackClaim.js";
import { recordOutcome, type IntentAsWritten } from "./store/recordOutcome.js";
import { serverNow } from "../firestore/serverClock.js";
import { holdsCardNumber } from "../request/cardNumbers.js";
import { callable, common } from "../request/callable.js";
import { malformed } from "../request/errors.js";

export const ExecutePaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  // The card fields are optional here because only the stored payment says whether there is anything to charge.
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
 * Pays for a booking. The card is charged at most once, also if this is called again, and not at all if the amount is
 * 0. After the end of the lock a payment of unknown outcome is closed instead. The trigger on the payment intent then
 * confirms or releases the seats.
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
 * Charges the card and records the outcome. If either fails, gives the claim back, so that the user can try again.
 * A declined card is an outcome, not a failure of the charge.
 * @throws Refusal GATEWAY_UNAVAILABLE, PAYMENT_OUTCOME_UNKNOWN. Inconsistency as `gatewayOf` does.
 */
async function chargeClaimed(claim: IntentAsWritten, request: Request): Promise<PaymentIntent> {
  const { paymentIntentId: idempotencyKey, amount, currency, payBy } = claim.intent;
  try {
    const order = { idempotencyKey, amount, currency, ...cardOf(request) };
    return await record(claim, await charge(gatewayOf(claim.intent), order));
  } catch (error) {
    const nothingCharged = error instanceof Refusal && error.reason === "GATEWAY_UNAVAILABLE";
    await giveBackClaim(claim, nothingCharged ? payBy : serverNow());
    throw error;
  }
}

/**
 * Records an outcome.
 * @throws Refusal PAYMENT_OUTCOME_UNKNOWN for every error, because the card may have been charged.
 */
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

/** The answer to the user about a finished payment. It leaves out the gateway and its reference. */
function paymentAnswer(intent: PaymentIntent): ExecutePaymentAnswer {
  if (!isFinished(intent)) throw new Error(`${intent.paymentIntentId} is ${intent.status}`);
  const { paymentIntentId, bookingId, status, failure, amount, currency } = intent;
  return { paymentIntentId, bookingId, status, failure, amount, currency };
}
