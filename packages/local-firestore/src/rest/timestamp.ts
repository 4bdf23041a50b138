import type { Timestamp } from "../values/value.js";

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;

/** Formats a timestamp by RFC 3339 in UTC, with as many digits after the second as needed: none, three, six or nine. */
export function formatTimestamp({ seconds, nanos }: Partial<Timestamp>): string {
  const whole = new Date(Number(seconds ?? 0) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos ?? 0)
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  return fraction ? `${whole}.${fraction}Z` : `${whole}Z`;
}

/** Parses a timestamp in RFC 3339 with any offset. Returns undefined if the text is none. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const millis = Date.parse(`${match[1]}${match[3]}`.toUpperCase());
  if (Number.isNaN(millis)) return undefined;
  return { seconds: String(millis / 1000), nanos: Number((match[2] ?? "").padEnd(9, "0")) };
}
