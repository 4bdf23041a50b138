import { logger } from "firebase-functions/logger";
import { onSchedule } from "firebase-functions/scheduler";
import { sweep } from "./sweep.js";

/** Runs the sweep every minute. Two runs at the same time do no harm. */
export const sweepExpiredLocks = onSchedule(
  { schedule: "every 1 minutes", timeoutSeconds: 300, maxInstances: 1 },
  async () => {
    const swept = await sweep();
    if (Object.keys(swept).length > 0) logger.info("locks.swept", swept);
  },
);
