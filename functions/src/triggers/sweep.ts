import { performance } from "node:perf_hooks";
import { logger } from "firebase-functions/logger";
import { decideSweep, type Outcome } from "../payments/domain/paymentIntent.js";
import { Refusal } from "../shared/refusals.js";
import { close } from "../payments/gateways/charge.js";
import { paymentGateway } from "../payments/gateways/index.js";
import { withDeadline } from "../shared/deadline.js";
import { acknowledge } from "../payments/store/acknowledge.js";
import { dueIntents } from "../payments/store/dueIntents.js";
import { withBookings, type Purchase } from "../bookings/store/purchase.js";
import { recordOutcome } from "../payments/store/recordOutcome.js";
import { releaseUnpaid } from "../bookings/store/releaseUnpaid.js";
import { settleBooking } from "../bookings/store/settleBooking.js";
import { decideSettlement } from "../bookings/domain/purchase.js";

/** How many payments are closed at the gateway at once, and how long each may take, in milliseconds. */
const CLOSED_AT_ONCE = 50;
const CLOSE_MS = 15_000;

/** After so long, in milliseconds, no more payments are closed in this run: it has five minutes in all. */
const CLOSING_MS = 200_000;

/** What became of one purchase. */
type Swept = "expired" | "unresolved" | "rolled forward" | "settled" | "acknowledged" | "left" | "failed";

/**
 * Looks at every payment whose present state has lasted long enough: expires what was not paid in time, finds out what
 * became of charges that nobody finished, settles outcomes whose event never came. What needs no gateway comes first,
 * so that no slow company keeps a seat locked whose time is over.
 * @returns how many purchases became what.
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

/** What is not acknowledged is due again in the next sweep, so this must not hold up the other pages either. */
async function acknowledgeAll(purchases: readonly Purchase[]): Promise<void> {
  try {
    await acknowledge(purchases.map(({ intent }) => intent.ref));
  } catch (error) {
    logger.error("sweep.acknowledge-failed", error);
  }
}

/** One that fails must not hold up the others: it is due again in the next sweep. */
async function sweepOne(purchase: Purchase, step: (purchase: Purchase) => Promise<Swept>): Promise<Swept> {
  try {
    return await withDeadline(CLOSE_MS, () => step(purchase));
  } catch (error) {
    // The gateway's silence is logged where it was asked.
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
  const outcome = await close(paymentGateway(), intent.paymentIntentId);
  await recordOutcome({ intent, updateTime: snapshot.updateTime! }, outcome);
  await settleBooking(intent.bookingId, outcome.status);
  return "rolled forward";
}

function isSettled(swept: Swept): boolean {
  return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";
}
