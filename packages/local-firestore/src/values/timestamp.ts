import type { Timestamp } from "./value.js";

/** Microseconds since 1970, which is the precision of Firestore. A double holds them exactly until the year 2255. */
export type Micros = number;

export function toTimestamp(micros: Micros): Timestamp {
  const seconds = Math.floor(micros / 1e6);
  return { seconds: String(seconds), nanos: Math.round(micros - seconds * 1e6) * 1000 };
}

/** Converts a timestamp, rounded down to the microsecond, as the cloud does when it stores one. */
export function toMicros(timestamp: Timestamp): Micros {
  return Number(timestamp.seconds ?? 0) * 1e6 + Math.floor((timestamp.nanos ?? 0) / 1000);
}
