import { documentIdNumber } from "./names.js";
import {
  elements,
  isNaNValue,
  mapFields,
  type Timestamp,
  toDouble,
  TypeOrder,
  typeOrder,
  type Value,
  vectorElements,
} from "./value.js";

/** Compares two values as `orderBy` does: by type, then within the type. Integers and doubles are one type. */
export function compareValues(a: Value, b: Value): number {
  const type = typeOrder(a);
  const other = typeOrder(b);
  if (type !== other) return type - other;
  switch (type) {
    case TypeOrder.null:
      return 0;
    case TypeOrder.boolean:
      return order(a.booleanValue, b.booleanValue);
    case TypeOrder.number:
      return compareNumbers(a, b);
    case TypeOrder.timestamp:
      return compareTimestamps(a.timestampValue ?? {}, b.timestampValue ?? {});
    case TypeOrder.string:
      return compareStrings(a.stringValue ?? "", b.stringValue ?? "");
    case TypeOrder.bytes:
      return Buffer.compare(a.bytesValue ?? new Uint8Array(), b.bytesValue ?? new Uint8Array());
    case TypeOrder.reference:
      return compareNames(a.referenceValue ?? "", b.referenceValue ?? "");
    case TypeOrder.geoPoint:
      return compareGeoPoints(a, b);
    case TypeOrder.array:
      return compareLists(elements(a), elements(b));
    case TypeOrder.vector: {
      const x = vectorElements(a);
      const y = vectorElements(b);
      return x.length - y.length || compareLists(x, y);
    }
    case TypeOrder.map:
      return compareMaps(a, b);
  }
}

/** Compares strings by their UTF-8 bytes. A surrogate pair comes after every character up to U+FFFF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const surrogate = isSurrogate(x);
      return surrogate === isSurrogate(y) ? x - y : surrogate ? 1 : -1;
    }
  }
  return a.length - b.length;
}

/**
 * Compares resource names segment by segment. Ids from Datastore, such as `__id7__`, come before all other ids, in the
 * order of their numbers.
 */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  const start = a.lastIndexOf("/", i - 1) + 1;
  const x = segmentAt(a, start);
  const y = segmentAt(b, start);
  // All segments are equal up to the end of one name, so this name is the other's ancestor.
  if (x === y) return a.length - b.length;
  const m = documentIdNumber(x);
  const n = documentIdNumber(y);
  if (m !== undefined && n !== undefined) return order(m, n);
  if (m !== undefined) return -1;
  if (n !== undefined) return 1;
  return compareStrings(x, y);
}

export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  return order(Number(a.seconds ?? 0), Number(b.seconds ?? 0)) || (a.nanos ?? 0) - (b.nanos ?? 0);
}

/** Compares numbers by value, exactly even if an integer does not fit a double. NaN is below all other numbers. */
function compareNumbers(a: Value, b: Value): number {
  const x = toDouble(a);
  const y = toDouble(b);
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(isNaNValue(b)) - Number(isNaNValue(a));
  if (Math.abs(x) < Number.MAX_SAFE_INTEGER || Math.abs(y) < Number.MAX_SAFE_INTEGER) return order(x, y);
  if (!Number.isFinite(x) || !Number.isFinite(y)) return order(x, y);
  return order(exact(a), exact(b));
}

/** The exact value of a number beyond 2^53. There every double is an integer. */
const exact = (value: Value): bigint => BigInt(value.integerValue ?? value.doubleValue ?? 0);

function compareGeoPoints(a: Value, b: Value): number {
  const x = a.geoPointValue ?? {};
  const y = b.geoPointValue ?? {};
  return order(x.latitude ?? 0, y.latitude ?? 0) || order(x.longitude ?? 0, y.longitude ?? 0);
}

function compareLists(a: Value[], b: Value[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i];
    if (y === undefined) return 1;
    const difference = compareValues(x, y);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareMaps(a: Value, b: Value): number {
  const x = sortedEntries(a);
  const y = sortedEntries(b);
  for (const [i, [key, value]] of x.entries()) {
    const other = y[i];
    if (other === undefined) return 1;
    const difference = compareStrings(key, other[0]) || compareValues(value, other[1]);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

const sortedEntries = (value: Value): [string, Value][] =>
  Object.entries(mapFields(value)).sort(([a], [b]) => compareStrings(a, b));

function order<T extends number | bigint | boolean | undefined>(a: T, b: T): number {
  if (a === b) return 0;
  return (a ?? false) < (b ?? false) ? -1 : 1;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

function segmentAt(name: string, start: number): string {
  const end = name.indexOf("/", start);
  return end < 0 ? name.slice(start) : name.slice(start, end);
}
