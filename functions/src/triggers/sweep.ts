import { performance } from "node:perf_hooks";
import { logger } from "firebase-functions/logger";
import { decideSweep, type Outcome } from "../payments/domain/paymentIntent.js";
import { Refusal } from "../shared/refusals.js";
import { close } from "../payments/gateways/charge.js";
import { gatewayOf } from "../payments/gateways/index.js";
import { withDeadline } from "../shared/deadline.js";
import { acknowledge } from "../payments/store/acknowledge.js";
import { dueIntents } from "../payments/store/dueIntents.js";
import { withBookings, type Purchase } from "../bookings/store/purchase.js";
import { recordOutcome } from "../payments/store/recordOutcome.js";
import { releaseUnpaid } from "../bookings/store/releaseUnpaid.js";
import { settleBooking } from "../bookings/store/settleBooking.js";
import { decideSettlement } from "../bookings/domain/purchase.js";

/** How many payments are closed at the gateway at the same time. */
const CLOSED_AT_ONCE = 50;
/** How long one step for one purchase may take, in milliseconds. */
const CLOSE_MS = 15_000;

/**
 * How long after its start, in milliseconds, a run may begin to close a payment. The rest waits for the next run,
 * because a run is stopped after five minutes.
 */
const CLOSING_MS = 200_000;

/** The result for one purchase. */
type Swept = "expired" | "unresolved" | "rolled forward" | "settled" | "acknowledged" | "left" | "failed";

/**
 * Handles every due payment: cancels purchases that were not paid in time, asks the gateway for the outcome of
 * charges that no call finished, and settles outcomes whose event never came. Steps that do not need the gateway come
 * first, so that a slow gateway does not keep expired seats locked.
 * @returns the number of purchases for each result.
 */
export async function sweep(): Promise<Partial<Record<Swept, number>>> {
  const began = performance.now();
  const counts: Partial<Record<Swept, number>> = {};
  const count = (result: Swept) => (counts[result] = (counts[result] ?? 0) + 1);
  const unresolved: Purchase[] = [];
  for await (const intents of dueIntents()) {
    const purchases = await withBookings(intents);
    const swept = await Promise.all(purchases.map((purchase) => sweepOne(purchase, mend)));
    await acknowledgeAll(purchases.filter((_, index) => isSettled(swept[index]!)));
    for (const [index, result] of swept.entries()) {
      if (result === "unresolved") unresolved.push(purchases[index]!);
      else count(result);
    }
  }
  const waiting = unresolved.values();
  const closeInTurn = async () => {
    for (const purchase of waiting) {
      const isInTime = performance.now() - began < CLOSING_MS;
      const result = isInTime ? await sweepOne(purchase, rollForward) : "unresolved";
      if (isSettled(result)) await acknowledgeAll([purchase]);
      count(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CLOSED_AT_ONCE, unresolved.length) }, closeInTurn));
  return counts;
}

/**
 * Marks settled payments as no longer due. An error is only logged, because it must not stop the other pages:
 * payments that are not marked are due again in the next sweep.
 */
async function acknowledgeAll(purchases: readonly Purchase[]): Promise<void> {
  try {
    await acknowledge(purchases.map(({ intent }) => intent.ref));
  } catch (error) {
    logger.error("sweep.acknowledge-failed", error);
  }
}

/**
 * Runs one step for one purchase. An error is only logged, because it must not stop the other purchases: a purchase
 * that failed is due again in the next sweep.
 */
async function sweepOne(purchase: Purchase, step: (purchase: Purchase) => Promise<Swept>): Promise<Swept> {
  try {
    return await withDeadline(CLOSE_MS, () => step(purchase));
  } catch (error) {
    // Not logged here, because `close` logs it when the gateway does not answer.
    if (error instanceof Refusal && error.reason === "PAYMENT_OUTCOME_UNKNOWN") return "unresolved";
    logger.error(
      "purchase.sweep-failed",
      new Error(`payment intent ${purchase.intent.id}`, { cause: error }),
    );
    return "failed";
  }
}

async function mend(purchase: Purchase): Promise<Swept> {
  const { booking, intent: snapshot, readAt } = purchase;
  const intent = snapshot.data()!;
  switch (decideSweep(intent, readAt)) {
    case "leave":
      return "left";
    case "expire":
      return (await releaseUnpaid(purchase)) === null ? "left" : "expired";
    case "ask the gateway":
      return "unresolved";
    case "settle": {
      const outcome = intent.status as Outcome["status"];
      if (decideSettlement(intent.bookingId, booking.data(), outcome) === "done") return "acknowledged";
      await settleBooking(intent.bookingId, outcome);
      return "settled";
    }
  }
}

async function rollForward({ intent: snapshot }: Purchase): Promise<Swept> {
  const intent = snapshot.data()!;
  const outcome = await close(gatewayOf(intent), intent.paymentIntentId);
  await recordOutcome({ intent, updateTime: snapshot.updateTime! }, outcome);
  await settleBooking(intent.bookingId, outcome.status);
  return "rolled forward";
}

function isSettled(swept: Swept): boolean {
  return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";
}
