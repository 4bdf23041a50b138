import type { DocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import type { Performance } from "./performance.js";
import { Refusal } from "../shared/refusals.js";
import { noteServerTime, serverNow } from "../firestore/serverClock.js";
import { MalformedDocument } from "../firestore/database.js";
import { performances } from "./collection.js";

/** How long an instance keeps a performance that it read, in milliseconds. Until then it may use an old price. */
const FRESH_MS = 10_000;

/** A performance, and a text that changes with each write of its document. */
export interface PerformanceAsRead {
  performance: Performance;
  version: string;
}

const known = new Map<string, PerformanceAsRead & { staleAt: number }>();

/**
 * Finds a performance. It may be as it was ten seconds ago: see `FRESH_MS`.
 * @throws Refusal PERFORMANCE_NOT_FOUND, also if the stored document is malformed.
 */
export async function findPerformance(performanceId: string): Promise<Performance> {
  const found = await findAsRead(performanceId);
  if (found === null) throw performanceNotFound();
  return found.performance;
}

/** Finds a performance and its version. Returns null if the document does not exist or is malformed. */
export async function findAsRead(performanceId: string): Promise<PerformanceAsRead | null> {
  const cached = known.get(performanceId);
  if (cached !== undefined && serverNow().getTime() < cached.staleAt) return cached;
  const snapshot = await performances.doc(performanceId).get();
  const readAt = noteServerTime(snapshot.readTime);
  const performance = sellable(() => snapshot.data());
  if (performance === undefined) return null;
  const found = { performance, version: versionOf(snapshot), staleAt: readAt.getTime() + FRESH_MS };
  known.set(performanceId, found);
  return found;
}

export function performanceNotFound(): Refusal {
  return new Refusal("PERFORMANCE_NOT_FOUND", "There is no such performance.");
}

/** Returns the version of a performance that was read, or "" if the document does not exist. */
export function versionOf(snapshot: DocumentSnapshot): string {
  return snapshot.updateTime?.valueOf() ?? "";
}

/** Makes the instance read a performance again when it is next needed. */
export function forgetPerformance(performanceId: string): void {
  known.delete(performanceId);
}

/**
 * Reads when a performance begins, or null if there is no such performance. It reads the document anew, because a
 * performance that was moved seconds ago must be refunded without a fee.
 * @throws MalformedDocument, because null means that the performance is gone.
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
