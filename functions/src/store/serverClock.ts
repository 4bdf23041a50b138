import { performance } from "node:perf_hooks";
import type { Timestamp } from "firebase-admin/firestore";

/** How long an instance goes by one telling, in milliseconds: its own clock may run a little fast or slow. */
const TRUSTED_MS = 60_000;

/**
 * The database's time, as far as this instance knows it: the last time Firestore told, plus what has passed since on
 * a clock that no one sets. Instances whose own clocks disagree thus lock seats for the same five minutes. Before the
 * first answer it is the instance's own time; nothing is locked before an answer, since a performance is read first.
 */
let told = { at: -Infinity, time: 0 };

/** Takes note of a time that Firestore told: the read time of a document or the time of a commit. */
export function noteServerTime(timestamp: Timestamp): Date {
  const [at, time] = [performance.now(), timestamp.toMillis()];
  // An answer that was long on its way tells less than is known: believed, it would make every lock that much shorter.
  if (at - told.at > TRUSTED_MS || time > serverNow().getTime()) told = { at, time };
  return timestamp.toDate();
}

/** The database's time now, to about the length of a round trip. */
export function serverNow(): Date {
  if (told.at === -Infinity) return new Date();
  return new Date(told.time + (performance.now() - told.at));
}
