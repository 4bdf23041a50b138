import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/**
 * The monotonic clock may run too fast by this fraction of the time that passes. This is twice the largest frequency
 * offset that Linux allows (https://man7.org/linux/man-pages/man2/adjtimex.2.html).
 */
const DRIFT = 1 / 1000;

/**
 * This instance's estimate of the database's time: `time` at the moment `at` of the monotonic clock, both in
 * milliseconds. It replaces the instances' own clocks, which may disagree.
 */
let told = { at: 0, time: -Infinity };

/**
 * Sets this clock by the time of a read or a commit. The clock goes back only by the drift, because a delayed answer
 * may be minutes old, and the next locks would be minutes too short.
 * @returns the time from Firestore.
 */
export function noteServerTime(timestamp: Timestamp): Date {
  const at = performance.now();
  const atLeast = told.time + (at - told.at) * (1 - DRIFT);
  told = { at, time: Math.max(timestamp.toMillis(), atLeast) };
  return timestamp.toDate();
}

/**
 * Returns the database's time now, perhaps one round trip behind, and more if the instance was suspended since
 * Firestore's last answer. Before the first answer it is the instance's own time.
 */
export function serverNow(): Date {
  if (told.time === -Infinity) return new Date();
  return new Date(told.time + (performance.now() - told.at));
}
