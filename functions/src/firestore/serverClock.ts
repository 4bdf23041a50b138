import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/**
 * By which part of the time that passes a clock that no one sets may run too fast. Linux corrects its frequency by 500
 * in a million at most (https://man7.org/linux/man-pages/man2/adjtimex.2.html).
 */
const DRIFT = 1 / 1000;

/**
 * The database's time, as far as this instance knows it: the last time Firestore told, plus what has passed since on
 * a clock that no one sets. Instances whose own clocks disagree thus lock seats for the same five minutes. Before the
 * first answer it is the instance's own time; nothing is locked before an answer, since a performance is read first.
 */
let told = { at: 0, time: -Infinity };

/**
 * Takes note of a time that Firestore told: the read time of a document or the time of a commit. An answer may have
 * been minutes on its way, or have waited in an instance that stood still: believed, it would make every lock that
 * much shorter. So it sets the clock on as it likes, and back by no more than the drift.
 */
export function noteServerTime(timestamp: Timestamp): Date {
  const at = performance.now();
  const atLeast = told.time + (at - told.at) * (1 - DRIFT);
  told = { at, time: Math.max(timestamp.toMillis(), atLeast) };
  return timestamp.toDate();
}

/** The database's time now, to about the length of a round trip. */
export function serverNow(): Date {
  if (told.time === -Infinity) return new Date();
  return new Date(told.time + (performance.now() - told.at));
}
