import type { Timestamp } from "./value.js";

/** Microseconds since 1970, the precision of every time in Firestore. Exact as a double until the year 2255. */
export type Micros = number;

export function toTimestamp(micros: Micros): Timestamp {
  const seconds = Math.floor(micros / 1e6);
  return { seconds: String(seconds), nanos: Math.round(micros - seconds * 1e6) * 1000 };
}

/** Rounds down to the microsecond, as the cloud does on storing. */
export function toMicros(timestamp: Timestamp): Micros {
  return Number(timestamp.seconds ?? 0) * 1e6 + Math.floor((timestamp.nanos ?? 0) / 1000);
}
