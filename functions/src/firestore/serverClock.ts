import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/**
 * The monotonic clock may run too fast by this fraction of the time that passes. This is twice the largest frequency
 * offset that Linux allows (https://man7.org/linux/man-pages/man2/adjtimex.2.html).
 */
const DRIFT = 1 / 1000;

/**
 * The last database time that this instance knows, and the monotonic clock at that moment, both in milliseconds. The
 * database's time now is `time` plus the time that has passed since `at`. So all instances lock seats for the same five
 * minutes, even if their own clocks disagree.
 */
let told = { at: 0, time: -Infinity };

/**
 * Sets this clock by a time from Firestore: the time of a read or of a commit. The clock may go forward by any amount,
 * but back only by the drift. An answer may be minutes old, because it was delayed or the instance was suspended. If
 * such an answer set the clock back, the next locks would be minutes too short.
 * @returns the time from Firestore.
 */
export function noteServerTime(timestamp: Timestamp): Date {
  const at = performance.now();
  const atLeast = told.time + (at - told.at) * (1 - DRIFT);
  told = { at, time: Math.max(timestamp.toMillis(), atLeast) };
  return timestamp.toDate();
}

/**
 * Returns the database's time now. The result may be about one round trip behind, and more if the instance was
 * suspended since Firestore's last answer. Before the first answer it is the instance's own time. No seat is locked
 * with that time, because a booking first reads its performance.
 */
export function serverNow(): Date {
  if (told.time === -Infinity) return new Date();
  return new Date(told.time + (performance.now() - told.at));
}
