import { performance as monotonic } from "node:perf_hooks";
import type { Performance } from "../domain/performance.js";
import { Refusal } from "../domain/refusals.js";
import { performances } from "./collections.js";
import { noteServerTime } from "./serverClock.js";

/** How long an instance sells by what it last read, in milliseconds: a new price is everywhere by then. */
const FRESH_MS = 10_000;

const known = new Map<string, { performance: Performance; readAt: number }>();

/**
 * Finds a performance; a warm instance reads it once in ten seconds, however many bookings come.
 * @throws Refusal PERFORMANCE_NOT_FOUND
 */
export async function findPerformance(performanceId: string): Promise<Performance> {
  const cached = known.get(performanceId);
  if (cached !== undefined && monotonic.now() - cached.readAt < FRESH_MS) return cached.performance;
  const snapshot = await performances.doc(performanceId).get();
  noteServerTime(snapshot.readTime);
  const performance = snapshot.data();
  if (performance === undefined) throw new Refusal("PERFORMANCE_NOT_FOUND", "There is no such performance.");
  known.set(performanceId, { performance, readAt: monotonic.now() });
  return performance;
}
