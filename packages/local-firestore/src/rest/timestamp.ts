import type { Timestamp } from "../values/value.js";

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;

const FIRST_MILLIS = Date.parse("0001-01-01T00:00:00Z");

/** RFC 3339 in UTC, with as many digits of a second as are needed: none, three, six or nine. */
export function formatTimestamp({ seconds, nanos }: Partial<Timestamp>): string {
  const whole = new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos ?? 0)
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  return fraction ? `${whole}.${fraction}Z` : `${whole}Z`;
}

/** The timestamp of an RFC 3339 text of any offset. Undefined if the text is malformed or before the year 1. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const millis = Date.parse(`${match[1]}${match[3]}`.toUpperCase());
  if (Number.isNaN(millis) || millis < FIRST_MILLIS) return undefined;
  return { seconds: String(millis / 1000), nanos: Number((match[2] ?? "").padEnd(9, "0")) };
}
