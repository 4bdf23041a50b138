import { logger } from "firebase-functions/logger";
import { decideSweep, type Outcome } from "../domain/paymentIntent.js";
import { gateway } from "../payments/index.js";
import { acknowledge } from "../store/acknowledge.js";
import { dueIntents } from "../store/dueIntents.js";
import { expireBooking } from "../store/expireBooking.js";
import { withBookings, type Purchase } from "../store/purchase.js";
import { recordOutcome } from "../store/recordOutcome.js";
import { settleBooking } from "../store/settleBooking.js";

/** What became of one purchase. */
type Swept = "expired" | "rolled forward" | "settled" | "acknowledged" | "left" | "failed";

/**
 * Looks at every payment whose present state has lasted long enough: expires what was not paid in time, finds out what
 * became of charges that nobody finished, settles outcomes whose event never came.
 * @returns how many purchases became what.
 */
export async function sweep(): Promise<Partial<Record<Swept, number>>> {
  const counts: Partial<Record<Swept, number>> = {};
  for await (const intents of dueIntents()) {
    const purchases = await withBookings(intents);
    const swept = await Promise.all(purchases.map(sweepOne));
    await acknowledgeAll(purchases.filter((_, index) => isSettled(swept[index]!)));
    for (const result of swept) counts[result] = (counts[result] ?? 0) + 1;
  }
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
async function sweepOne(purchase: Purchase): Promise<Swept> {
  try {
    return await mend(purchase);
  } catch (error) {
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
      return (await expireBooking(purchase)) ? "expired" : "left";
    case "ask the gateway": {
      const outcome = await gateway.close(intent.paymentIntentId);
      await recordOutcome({ intent, updateTime: snapshot.updateTime! }, outcome);
      await settleBooking(intent.bookingId, outcome.status);
      return "rolled forward";
    }
    case "settle":
      if (booking.data()?.status !== "pending") return "acknowledged";
      await settleBooking(intent.bookingId, intent.status as Outcome["status"]);
      return "settled";
  }
}

function isSettled(swept: Swept): boolean {
  return swept === "rolled forward" || swept === "settled" || swept === "acknowledged";
}
