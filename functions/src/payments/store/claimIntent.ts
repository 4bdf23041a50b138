import { logger } from "firebase-functions/logger";
import { FieldValue } from "firebase-admin/firestore";
import {
  advance,
  decideClaim,
  FREE,
  LEASE_MS,
  mayBeCharging,
  ownIntent,
  type PaymentIntent,
} from "../domain/paymentIntent.js";
import { optimisticCommit, updateUnchanged } from "../../firestore/commit.js";
import { writeOutcome, type IntentAsWritten } from "./recordOutcome.js";
import { noteServerTime } from "../../firestore/serverClock.js";
import { paymentIntents } from "./collections.js";
import { notPending } from "../../shared/refusals.js";

/** `isAlone` is false if an earlier attempt's charge may still be under way. */
export type Claimed = { state: "claimed"; isAlone: boolean } & IntentAsWritten;

/** The result of a call that tried to claim a payment. */
export type Claim =
  /** This call owns the payment until the lease expires, or until it gives the claim back. */
  | Claimed
  /** The time to pay is over and no outcome is recorded. The caller must close the payment at the gateway. */
  | ({ state: "unresolved" } & IntentAsWritten)
  | { state: "finished"; intent: PaymentIntent };

/**
 * Claims an intent before it is charged, or finishes it if there is nothing to charge. A claimed intent keeps its seats
 * until an outcome is recorded.
 * @param caller.chooseGateway returns the provider. Only that of the first claim is stored.
 * @throws Refusal PAYMENT_INTENT_NOT_FOUND, BOOKING_EXPIRED, BOOKING_NOT_PENDING, PAYMENT_IN_PROGRESS, CONTENDED,
 * OUTCOME_UNKNOWN, and what `chooseGateway` throws.
 */
export function claimIntent(
  paymentIntentId: string,
  caller: { userId: string; attemptId: string; chooseGateway: () => string },
): Promise<Claim> {
  return optimisticCommit<Claim>(async ({ batch }) => {
    const snapshot = await paymentIntents.doc(paymentIntentId).get();
    const now = noteServerTime(snapshot.readTime);
    const intent = ownIntent(snapshot.data(), caller.userId);
    const asRead = { intent, updateTime: snapshot.updateTime! };
    switch (decideClaim(intent, caller.attemptId, now)) {
      case "finished":
        return { answer: { state: "finished", intent } };
      case "cancelled":
        throw notPending({ status: "cancelled", cancelReason: intent.cancelReason });
      case "claimed":
        return { answer: { state: "claimed", isAlone: false, ...asRead } };
      case "close":
        return { answer: { state: "unresolved", ...asRead } };
      case "finish": {
        const finished = writeOutcome(batch, asRead, FREE);
        return {
          onceCommitted: () => {
            logger.info("payment.finished", { paymentIntentId, status: finished.status });
            return { state: "finished", intent: finished };
          },
        };
      }
      case "claim": {
        const provider = caller.chooseGateway();
        const isAlone = !mayBeCharging(intent);
        const claim = {
          // A later attempt uses the gateway of the first attempt, because that gateway may have charged.
          gateway: intent.gateway ?? { provider, reference: null },
          status: advance(intent, "PROCESSING"),
          attempt: { id: caller.attemptId, number: (intent.attempt?.number ?? 0) + 1 },
          dueAt: new Date(now.getTime() + LEASE_MS),
        };
        updateUnchanged(batch, snapshot, { ...claim, updatedAt: FieldValue.serverTimestamp() });
        return {
          onceCommitted: (updateTime) => ({
            state: "claimed",
            isAlone,
            intent: { ...intent, ...claim },
            updateTime,
          }),
        };
      }
    }
  });
}
