import { toMicros, toTimestamp } from "../values/timestamp.js";
import type { Fields, Value } from "../values/value.js";

/** A value as it is stored: times in microseconds, bytes in memory of their own rather than the request's. */
export function canonicalValue(value: Value): Value {
  if (value.mapValue) return { mapValue: { fields: canonicalFields(value.mapValue.fields ?? {}) } };
  if (value.arrayValue)
    return { arrayValue: { values: (value.arrayValue.values ?? []).map(canonicalValue) } };
  if (value.timestampValue) return { timestampValue: toTimestamp(toMicros(value.timestampValue)) };
  if (value.bytesValue) return { bytesValue: Uint8Array.prototype.slice.call(Buffer.from(value.bytesValue)) };
  return value;
}

export function canonicalFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, canonicalValue(value)]));
}
