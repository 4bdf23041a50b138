import type { Fields, Timestamp, Value } from "../values/value.js";

/** Converts a value to its stored form. Times are cut to microseconds. Bytes are copied out of the request. */
export function canonicalValue(value: Value): Value {
  if (value.mapValue) return { mapValue: { fields: canonicalFields(value.mapValue.fields ?? {}) } };
  if (value.arrayValue)
    return { arrayValue: { values: (value.arrayValue.values ?? []).map(canonicalValue) } };
  if (value.timestampValue) return { timestampValue: inMicroseconds(value.timestampValue) };
  if (value.bytesValue) return { bytesValue: Uint8Array.prototype.slice.call(Buffer.from(value.bytesValue)) };
  return value;
}

export function canonicalFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, canonicalValue(value)]));
}

/** Cuts a time to microseconds. It does not use `Micros`, because `Micros` is not exact for all allowed years. */
const inMicroseconds = ({ seconds = 0, nanos = 0 }: Timestamp): Timestamp => ({
  seconds: String(seconds),
  nanos: Math.floor(nanos / 1000) * 1000,
});
