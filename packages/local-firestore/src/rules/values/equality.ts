import { isList, isMap, proven } from "./typeNames.js";
import {
  Duration,
  LatLng,
  MapDiff,
  type OpenSegment,
  Path,
  Possible,
  RulesSet,
  Timestamp,
  type Value,
} from "./types.js";

type Equality = (left: Value, right: Value) => boolean;

/** The operator `==`. It compares int and float by number, and items of lists and maps by `identical`. */
export function equals(left: Value, right: Value): boolean {
  if (left instanceof Possible) return proven(left.equals(right));
  if (right instanceof Possible) return proven(right.equals(left));
  if (isNumber(left) && isNumber(right)) return sameNumber(left, right);
  return sameContent(left, right, identical);
}

/** Whether two numbers, int or float, are equal. JavaScript compares a bigint and a number exactly. */
export function sameNumber(left: bigint | number, right: bigint | number): boolean {
  return typeof left === typeof right ? left === right : left <= right && left >= right;
}

/** Equality of the items of lists and maps: `1` is not `1.0`. */
export function identical(left: Value, right: Value): boolean {
  if (left instanceof Possible || right instanceof Possible) return equals(left, right);
  if (isNumber(left)) return left === right;
  return sameContent(left, right, identical);
}

/** Equality of items in sets and of values in map diffs. Numbers compare by value at every depth. NaN equals NaN. */
export function alike(left: Value, right: Value): boolean {
  if (left instanceof Possible || right instanceof Possible) return equals(left, right);
  if (isNumber(left) && isNumber(right))
    return sameNumber(left, right) || (Number.isNaN(left) && Number.isNaN(right));
  return sameContent(left, right, alike);
}

/** Whether an item is in a list. Unknown items are compared last. They matter only if no known item is equal. */
export function includes(items: readonly Value[], wanted: Value, same: Equality = identical): boolean {
  const undecided: Value[] = [];
  for (const item of items) {
    if (item instanceof Possible || wanted instanceof Possible) undecided.push(item);
    else if (same(item, wanted)) return true;
  }
  return undecided.map((item) => equals(item, wanted)).includes(true);
}

/** A set of these values. Of equal values, it keeps the first. */
export function setOf(items: Iterable<Value>): RulesSet {
  const distinct: Value[] = [];
  for (const item of items) if (!includes(distinct, item, alike)) distinct.push(item);
  return new RulesSet(distinct);
}

function sameContent(left: Value, right: Value, same: Equality): boolean {
  if (left === null || typeof left !== "object") return left === right;
  if (right === null || typeof right !== "object") return false;
  if (isList(left)) return isList(right) && sameItems(left, right, same);
  if (isMap(left)) return isMap(right) && sameEntries(left, right, same);
  if (left instanceof RulesSet) return right instanceof RulesSet && sameSet(left, right);
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array && sameItems([...left], [...right], identical);
  if (left instanceof Timestamp) return right instanceof Timestamp && left.nanos === right.nanos;
  if (left instanceof Duration) return right instanceof Duration && left.nanos === right.nanos;
  if (left instanceof Path) return right instanceof Path && samePath(left, right);
  if (left instanceof LatLng) {
    return right instanceof LatLng && left.latitude === right.latitude && left.longitude === right.longitude;
  }
  if (left instanceof MapDiff) {
    return (
      right instanceof MapDiff &&
      sameEntries(left.after, right.after, alike) &&
      sameEntries(left.before, right.before, alike)
    );
  }
  return false;
}

function sameItems(left: readonly Value[], right: readonly Value[], same: Equality): boolean {
  return left.length === right.length && left.every((item, index) => same(item, right[index] ?? null));
}

function sameEntries(
  left: ReadonlyMap<string, Value>,
  right: ReadonlyMap<string, Value>,
  same: Equality,
): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !same(value, other)) return false;
  }
  return true;
}

function sameSet(left: RulesSet, right: RulesSet): boolean {
  return (
    left.items.length === right.items.length && left.items.every((item) => includes(right.items, item, alike))
  );
}

function samePath(left: Path, right: Path): boolean {
  if (left.segments.length !== right.segments.length) return false;
  return left.segments.every((segment, index) => {
    const other = right.segments[index];
    if (typeof segment === "string" && typeof other === "string") return segment === other;
    if (isOpen(segment) && isOpen(other)) return segment.open === other.open;
    if (segment instanceof Possible) return equals(segment, segmentValue(other));
    if (other instanceof Possible) return equals(other, segmentValue(segment));
    return false;
  });
}

const isOpen = (segment: Path["segments"][number] | undefined): segment is OpenSegment =>
  typeof segment === "object" && !(segment instanceof Possible);

function segmentValue(segment: Path["segments"][number] | undefined): Value {
  return typeof segment === "string" || segment instanceof Possible ? segment : null;
}

function isNumber(value: Value): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}
