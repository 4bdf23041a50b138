import { logger } from "firebase-functions/logger";
import { onSchedule } from "firebase-functions/scheduler";
import { sweep } from "./sweep.js";

/**
 * Every minute: releases what ran out, and mends what was left behind. Two at once do no harm, but one instance is
 * enough, because there is one call a minute.
 */
export const sweepExpiredLocks = onSchedule(
  { schedule: "every 1 minutes", timeoutSeconds: 300, maxInstances: 1 },
  async () => {
    const swept = await sweep();
    if (Object.keys(swept).length > 0) logger.info("locks.swept", swept);
  },
);
