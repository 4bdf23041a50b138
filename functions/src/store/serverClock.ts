import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/**
 * The database's time, as far as this instance knows it: the last time Firestore told, plus what has passed since on
 * a clock that no one sets. Instances whose own clocks disagree thus lock seats for the same five minutes. Before the
 * first answer it is the instance's own time; nothing is locked before an answer, since a performance is read first.
 */
let told = { at: performance.now(), time: Date.now() };

/** Takes note of a time that Firestore told: the read time of a document or the time of a commit. */
export function noteServerTime(timestamp: Timestamp): Date {
  told = { at: performance.now(), time: timestamp.toMillis() };
  return timestamp.toDate();
}

/** The database's time now, to about the length of a round trip. */
export function serverNow(): Date {
  return new Date(told.time + (performance.now() - told.at));
}
