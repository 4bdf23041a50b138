import { performance } from "node:perf_hooks";
import type { DocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { onSchedule } from "firebase-functions/scheduler";
import { decideRefundStep, type Refund } from "../payments/domain/refund.js";
import { decideAfterLook, type Finding } from "../payments/domain/refundFindings.js";
import { gatewayFor } from "../payments/gateways/index.js";
import { look, sendRefund } from "../payments/gateways/refund.js";
import { claimRefund, type RefundAsWritten } from "../payments/store/claimRefund.js";
import { dueRefunds } from "../payments/store/dueRefunds.js";
import { recordRefund } from "../payments/store/recordRefund.js";
import { isLostRace } from "../firestore/commit.js";
import { serverNow } from "../firestore/serverClock.js";
import { withDeadline } from "../shared/deadline.js";
import { inPool } from "./pool.js";

/** The most refunds that are handled at once. */
const AT_ONCE = 20;

/** How long one refund may take, in milliseconds. It is shorter than the lease of an attempt. */
const STEP_MS = 30_000;

/** How long a run may still begin refunds, in milliseconds from its start. The rest waits for the next run. */
const BEGINNING_MS = 200_000;

/**
 * Sends refunds that are due, and asks the gateway about those that were sent before. Two runs at the same time do no
 * harm: a refund is claimed before it is sent, and a look is recorded only if the refund has not changed since.
 */
export const sweepRefunds = onSchedule(
  { schedule: "every 1 minutes", timeoutSeconds: 300, maxInstances: 1 },
  async () => {
    const began = performance.now();
    await inPool(AT_ONCE, await dueRefunds(), async (refund) => {
      if (performance.now() - began < BEGINNING_MS) await sweepRefund(refund);
    });
  },
);

/**
 * Handles one refund. Errors are logged or, after a lost race, dropped, because they must not stop the other refunds.
 */
async function sweepRefund(snapshot: DocumentSnapshot<Refund>): Promise<void> {
  try {
    await withDeadline(STEP_MS, () => keepPromise(snapshot));
  } catch (error) {
    // Another run or an operator has changed the refund since it was read, or too many calls want it.
    if (isLostRace(error)) return;
    logger.error("refund.sweep-failed", new Error(`refund ${snapshot.id}`, { cause: error }));
  }
}

async function keepPromise(snapshot: DocumentSnapshot<Refund>): Promise<void> {
  const step = decideRefundStep(snapshot.data()!, snapshot.readTime.toDate());
  if (step === "leave") return;
  const asRead = { refund: snapshot.data()!, updateTime: snapshot.updateTime! };
  const current = step === "look" ? asRead : await claimRefund(snapshot, serverNow());
  const finding = step === "send" ? "send" : await lookFor(current);
  const found = finding === "send" ? await sendRefund(gatewayFor(current.refund), current.refund) : finding;
  await recordRefund(current, found);
}

/** Asks the gateway what became of a refund. Returns the finding, or "send" if the refund must be sent. */
async function lookFor({ refund }: RefundAsWritten): Promise<Finding | "send"> {
  const known = await look(gatewayFor(refund), refund.paymentIntentId);
  return known === null ? { status: "UNKNOWN" } : decideAfterLook(refund, known.refunds, serverNow());
}
