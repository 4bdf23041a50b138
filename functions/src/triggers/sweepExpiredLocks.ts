import { logger } from "firebase-functions/logger";
import { onSchedule } from "firebase-functions/scheduler";
import { sweep } from "./sweep.js";

/** Every minute: releases what ran out, and mends what was left behind. Two at once do no harm. */
export const sweepExpiredLocks = onSchedule(
  { schedule: "every 1 minutes", timeoutSeconds: 300 },
  async () => {
    const swept = await sweep();
    if (Object.keys(swept).length > 0) logger.info("locks.swept", swept);
  },
);
