import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/**
 * The most that the monotonic clock may run too fast, as a fraction of the time that passes. Linux corrects its
 * frequency by at most 500 in a million (https://man7.org/linux/man-pages/man2/adjtimex.2.html).
 */
const DRIFT = 1 / 1000;

/**
 * The last database time that this instance knows, and the monotonic clock at that moment, both in milliseconds. The
 * database's time now is `time` plus the time that has passed since `at`. So instances whose own clocks disagree lock
 * seats for the same five minutes. Before Firestore's first answer the instance's own time is used. No seat is locked
 * with that time, because a booking reads its performance first.
 */
let told = { at: 0, time: -Infinity };

/**
 * Sets this clock by a time from Firestore, the read time of a document or the time of a commit. It may move the clock
 * forward by any amount, but back by no more than the drift. The reason is that an answer may be minutes old, because
 * it was delayed or the instance was suspended; a clock set back to it would make every lock that much shorter.
 * @returns the time from Firestore.
 */
export function noteServerTime(timestamp: Timestamp): Date {
  const at = performance.now();
  const atLeast = told.time + (at - told.at) * (1 - DRIFT);
  told = { at, time: Math.max(timestamp.toMillis(), atLeast) };
  return timestamp.toDate();
}

/**
 * Returns the database's time now. It may be about one round trip behind, and more if the instance was suspended since
 * Firestore's last answer, because its clock stood still.
 */
export function serverNow(): Date {
  if (told.time === -Infinity) return new Date();
  return new Date(told.time + (performance.now() - told.at));
}
