import type { Performance } from "../domain/performance.js";
import { Refusal } from "../domain/refusals.js";
import { performances } from "./collections.js";
import { noteServerTime, serverNow } from "./serverClock.js";

/** How long an instance sells by what it read, in milliseconds: a new price is everywhere by then. */
const FRESH_MS = 10_000;

const known = new Map<string, { performance: Performance; staleAt: number }>();

/**
 * Finds a performance; a warm instance reads it once in ten seconds, however many bookings come.
 * @throws Refusal PERFORMANCE_NOT_FOUND
 */
export async function findPerformance(performanceId: string): Promise<Performance> {
  const cached = known.get(performanceId);
  if (cached !== undefined && serverNow().getTime() < cached.staleAt) return cached.performance;
  const snapshot = await performances.doc(performanceId).get();
  const readAt = noteServerTime(snapshot.readTime);
  const performance = snapshot.data();
  if (performance === undefined) throw new Refusal("PERFORMANCE_NOT_FOUND", "There is no such performance.");
  known.set(performanceId, { performance, staleAt: readAt.getTime() + FRESH_MS });
  return performance;
}
