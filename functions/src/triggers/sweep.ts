import { performance } from "node:perf_hooks";
import { logger } from "firebase-functions/logger";
import {
  decideSweep,
  isFinished,
  isLongUnknown,
  isPaidBack,
  type Outcome,
} from "../payments/domain/paymentIntent.js";
import { Inconsistency, Refusal } from "../shared/refusals.js";
import { close } from "../payments/gateways/charge.js";
import { gatewayOf } from "../payments/gateways/index.js";
import { look } from "../payments/gateways/refund.js";
import { isLostRace } from "../firestore/commit.js";
import { withDeadline } from "../shared/deadline.js";
import { inPool } from "./pool.js";
import { acknowledge } from "../payments/store/acknowledge.js";
import { dueIntents } from "../payments/store/dueIntents.js";
import { withBookings, type Purchase } from "../bookings/store/purchase.js";
import { closeReview } from "../payments/store/openReview.js";
import { recordOutcome, type IntentAsWritten } from "../payments/store/recordOutcome.js";
import { reviewPaid, reviewUnknown } from "../payments/store/reviewPayment.js";
import { refundLateCapture } from "../bookings/store/refundLateCapture.js";
import { releaseUnpaid } from "../bookings/store/releaseUnpaid.js";
import { settleBooking } from "../bookings/store/settleBooking.js";
import { showFinished } from "../seatmap/store/showFinished.js";
import { showSeats } from "../seatmap/store/showSeats.js";
import { decideSettlement } from "../bookings/domain/purchase.js";

/** The most payments that the gateway is asked about at once. */
const ASKED_AT_ONCE = 50;
/** How long one step for one purchase may take, in milliseconds. */
const STEP_MS = 15_000;

/**
 * How long a run goes on to ask the gateway about further payments, in milliseconds from its start. The rest waits for
 * the next run, because a run is stopped after five minutes.
 */
const ASKING_MS = 200_000;

/** The result for one purchase. "unresolved": the gateway gave no answer, or no time was left to ask it. */
type Swept =
  | "expired"
  | "unresolved"
  | "rolled forward"
  | "settled"
  | "acknowledged"
  | "looked at"
  | "in review"
  | "left"
  | "failed";

/** What one step did. `settled` is a payment to acknowledge. `next` is a step that needs the gateway. */
interface Step {
  swept: Swept;
  settled?: IntentAsWritten;
  next?: (purchase: Purchase) => Promise<Step>;
}

/**
 * Handles due payments: cancels purchases that were not paid in time, asks the gateway about charges without an
 * outcome, settles outcomes, and looks for late captures. Steps without the gateway come first, so that a slow gateway
 * does not keep expired seats locked.
 * @returns the number of purchases for each result.
 */
export async function sweep(): Promise<Partial<Record<Swept, number>>> {
  const began = performance.now();
  const counts: Partial<Record<Swept, number>> = {};
  const count = ({ swept }: Step) => (counts[swept] = (counts[swept] ?? 0) + 1);
  const atGateway: { purchase: Purchase; next: NonNullable<Step["next"]> }[] = [];
  for await (const intents of dueIntents()) {
    const purchases = await withBookings(intents);
    const steps = await Promise.all(purchases.map((purchase) => sweepOne(purchase, mend)));
    await acknowledgeAll(steps);
    for (const [index, step] of steps.entries()) {
      if (step.next) atGateway.push({ purchase: purchases[index]!, next: step.next });
      else count(step);
    }
  }
  const finished: Step[] = [];
  let acknowledged = Promise.resolve();
  await inPool(ASKED_AT_ONCE, atGateway, async ({ purchase, next }) => {
    const isInTime = performance.now() - began < ASKING_MS;
    const step = isInTime ? await sweepOne(purchase, next) : { swept: "unresolved" as const };
    count(step);
    finished.push(step);
    // Acknowledge one batch after another, because two at the same time could write the same maps.
    acknowledged = acknowledged.then(() => acknowledgeAll(finished.splice(0)));
  });
  await acknowledged;
  return counts;
}

/**
 * Acknowledges settled payments once the maps show their seats. Errors are logged or, after a lost race, dropped,
 * because they must not stop the rest of the run.
 */
async function acknowledgeAll(steps: readonly Step[]): Promise<void> {
  try {
    const settled = steps.flatMap((step) => step.settled ?? []);
    await acknowledge(await showFinished(settled));
  } catch (error) {
    if (!isLostRace(error)) logger.error("sweep.acknowledge-failed", error);
  }
}

/**
 * Runs one step for one purchase. Errors are logged or, after a lost race, dropped, because they must not stop the
 * other purchases.
 */
async function sweepOne(purchase: Purchase, step: (purchase: Purchase) => Promise<Step>): Promise<Step> {
  try {
    return await withDeadline(STEP_MS, () => step(purchase));
  } catch (error) {
    // Another call has changed the purchase since it was read, or too many calls want it.
    if (isLostRace(error)) return { swept: "left" };
    logger.error(
      "purchase.sweep-failed",
      new Error(`payment intent ${purchase.intent.id}`, { cause: error }),
    );
    return { swept: "failed" };
  }
}

async function mend(purchase: Purchase): Promise<Step> {
  switch (decideSweep(purchase.intent.data()!, purchase.readAt)) {
    case "leave":
      return { swept: "left" };
    case "expire":
      return { swept: (await releaseUnpaid(purchase)) === null ? "left" : "expired" };
    case "ask the gateway":
      return { swept: "unresolved", next: rollForward };
    case "settle":
      return settle(purchase);
  }
}

/**
 * Settles a payment's outcome, if its event has not done so. If a paid payment contradicts its booking, shows its seats
 * and opens its review. For a closed payment, `next` looks for a late capture.
 */
async function settle(purchase: Purchase): Promise<Step> {
  const { booking, intent: snapshot, readAt } = purchase;
  const intent = snapshot.data()!;
  const asRead = { intent, updateTime: snapshot.updateTime! };
  // Close the review first. The outcome is known now, even if the booking cannot be settled.
  if (isLongUnknown(intent, readAt)) await closeReview("UNKNOWN_OUTCOME", intent.paymentIntentId);
  let swept: Swept = "acknowledged";
  try {
    const mustSettle = isFinished(intent) && !isPaidBack(intent);
    if (mustSettle && decideSettlement(intent.bookingId, booking.data(), intent.status) !== "done") {
      await settleBooking(intent.bookingId, intent.status);
      swept = "settled";
    }
  } catch (error) {
    if (intent.status !== "SUCCESS") throw error;
    return review(asRead, error);
  }
  return intent.closedAt === null ? { swept, settled: asRead } : { swept, next: lookForCapture };
}

/** If an error is an Inconsistency, shows a payment's seats and opens its review. Throws any other error. */
async function review(asRead: IntentAsWritten, error: unknown): Promise<Step> {
  if (!(error instanceof Inconsistency)) throw error;
  await showSeats(asRead.intent.performanceId, [asRead.intent]);
  await reviewPaid(asRead, error);
  return { swept: "in review" };
}

/**
 * Closes, at the gateway, a payment whose charge no call finished. Then records its outcome and settles its booking. If
 * the outcome is still unknown an hour after the lock ended, opens a review.
 */
async function rollForward({ intent: snapshot, readAt }: Purchase): Promise<Step> {
  const intent = snapshot.data()!;
  const asRead = { intent, updateTime: snapshot.updateTime! };
  const isLate = isLongUnknown(intent, readAt);
  let outcome: Outcome;
  try {
    outcome = await close(gatewayOf(intent), intent.paymentIntentId);
  } catch (error) {
    if (!(error instanceof Refusal && error.reason === "PAYMENT_OUTCOME_UNKNOWN")) throw error;
    // Not logged here, because `close` logs the gateway's errors.
    if (isLate) await reviewUnknown(asRead);
    return { swept: "unresolved" };
  }
  const settled = await recordOutcome(asRead, outcome);
  if (isLate) await closeReview("UNKNOWN_OUTCOME", intent.paymentIntentId);
  // Settle by the stored outcome, because another call may have recorded a different one before.
  if (isFinished(settled.intent)) await settleBooking(intent.bookingId, settled.intent.status);
  return { swept: "rolled forward", settled };
}

/**
 * Asks the gateway whether a closed payment was captured after all. If so, promises a refund, if none is promised. Opens
 * a review if what was captured cannot be refunded as the gateway tells it.
 */
async function lookForCapture(purchase: Purchase): Promise<Step> {
  const snapshot = purchase.intent;
  const intent = snapshot.data()!;
  const gateway = gatewayOf(intent);
  const known = await look(gateway, intent.paymentIntentId);
  if (known === null) return { swept: "unresolved" };
  const asRead = { intent, updateTime: snapshot.updateTime! };
  const { captured } = known;
  // A capture of 0 is none.
  if (!captured || captured.amount === 0 || intent.refunded > 0)
    return { swept: "looked at", settled: asRead };
  try {
    await refundLateCapture(purchase, { ...captured, provider: gateway.provider });
  } catch (error) {
    return review(asRead, error);
  }
  // Do not return `settled`, because the promise makes the payment due once more.
  return { swept: "looked at" };
}
