import type { Timestamp } from "./value.js";

/** Microseconds since 1970, which is the precision of Firestore. A double holds them exactly until the year 2255. */
export type Micros = number;

export function toTimestamp(micros: Micros): Timestamp {
  const seconds = Math.floor(micros / 1e6);
  return { seconds: String(seconds), nanos: Math.round(micros - seconds * 1e6) * 1000 };
}

/** Whether a time is in whole microseconds, as the protocol asks of read times and of preconditions. */
export const isWholeMicros = ({ nanos = 0 }: Timestamp): boolean => nanos % 1000 === 0;

/**
 * The time of a request as `serverTimestamp()` stores it and as rules see it. Both are cut to milliseconds, so that a rule
 * may ask for equality.
 */
export const requestTime = (commitTime: Micros): Micros => Math.floor(commitTime / 1000) * 1000;

/** Rounds down to the microsecond, as the cloud does when it stores a time. */
export function toMicros(timestamp: Timestamp): Micros {
  return Number(timestamp.seconds ?? 0) * 1e6 + Math.floor((timestamp.nanos ?? 0) / 1000);
}
