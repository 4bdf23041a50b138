import { logger } from "firebase-functions/logger";
import type { Performance } from "./performance.js";
import { Refusal } from "../shared/refusals.js";
import { noteServerTime, serverNow } from "../firestore/serverClock.js";
import { MalformedDocument } from "../firestore/database.js";
import { performances } from "./collection.js";

/** How long an instance keeps a performance that it read, in milliseconds. Then a new price is in use everywhere. */
const FRESH_MS = 10_000;

const known = new Map<string, { performance: Performance; staleAt: number }>();

/**
 * Finds a performance. An instance keeps it for ten seconds and does not read it again in that time, however many
 * bookings come.
 * @throws Refusal PERFORMANCE_NOT_FOUND, also if the stored document is malformed and cannot be sold.
 */
export async function findPerformance(performanceId: string): Promise<Performance> {
  const cached = known.get(performanceId);
  if (cached !== undefined && serverNow().getTime() < cached.staleAt) return cached.performance;
  const snapshot = await performances.doc(performanceId).get();
  const readAt = noteServerTime(snapshot.readTime);
  const performance = sellable(() => snapshot.data());
  if (performance === undefined) throw new Refusal("PERFORMANCE_NOT_FOUND", "There is no such performance.");
  known.set(performanceId, { performance, staleAt: readAt.getTime() + FRESH_MS });
  return performance;
}

/**
 * Reads when a performance begins, or null if there is no such performance. It always reads, because a fee must not be
 * kept for a performance that was moved seconds ago.
 * @throws MalformedDocument, because a performance that cannot be read is not gone.
 */
export async function findPresentStart(performanceId: string): Promise<{ startsAt: Date } | null> {
  const snapshot = await performances.doc(performanceId).get();
  noteServerTime(snapshot.readTime);
  return snapshot.data() ?? null;
}

function sellable(parse: () => Performance | undefined): Performance | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MalformedDocument)) throw error;
    logger.error("performance.malformed", error);
    return undefined;
  }
}
