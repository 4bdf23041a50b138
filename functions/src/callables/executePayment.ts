import { logger } from "firebase-functions/logger";
import { z } from "zod";
import { Id, newAttemptId } from "../domain/ids.js";
import { retryUntil, type Outcome } from "../domain/paymentIntent.js";
import { Refusal } from "../domain/refusals.js";
import { charge } from "../payments/charge.js";
import { gateway } from "../payments/index.js";
import { claimIntent, type ClaimedIntent } from "../store/claimIntent.js";
import { giveBackClaim } from "../store/giveBackClaim.js";
import { recordOutcome } from "../store/recordOutcome.js";
import { serverNow } from "../store/serverClock.js";
import { paymentAnswer } from "./answers.js";
import { callable, common } from "./callable.js";

const ExecutePaymentRequest = z.strictObject({
  ...common,
  paymentIntentId: Id,
  paymentMethodToken: z.string().min(1).max(200),
  cvv: z.string().regex(/^\d{3,4}$/, "must be 3 or 4 digits"),
});

type Card = Pick<z.output<typeof ExecutePaymentRequest>, "paymentMethodToken" | "cvv">;

/** Charges a booking's payment once, however often it is called. What the outcome does to the seats, the trigger does. */
export const executePayment = callable(ExecutePaymentRequest, async (request, { userId }) => {
  const claim = await claimIntent(request.paymentIntentId, { userId, attemptId: newAttemptId() });
  if ("finished" in claim) return paymentAnswer(claim.finished);
  const outcome = await chargeClaimed(claim, request);
  const intent = await recordOutcome(claim, outcome);
  logger.info("payment.finished", { paymentIntentId: intent.paymentIntentId, status: intent.status });
  return paymentAnswer(intent);
});

async function chargeClaimed(claim: ClaimedIntent, { paymentMethodToken, cvv }: Card): Promise<Outcome> {
  const { paymentIntentId: idempotencyKey, amount, currency } = claim.intent;
  try {
    return await charge(gateway, { idempotencyKey, amount, currency, paymentMethodToken, cvv });
  } catch (error) {
    const nothingCharged = error instanceof Refusal && error.reason === "GATEWAY_UNAVAILABLE";
    const now = serverNow();
    await giveBackClaim(claim, nothingCharged ? retryUntil(claim.intent, now) : now);
    throw error;
  }
}
