import { sameNumber } from "./equality.js";
import { unsupported } from "./errors.js";
import { proven, typeOf } from "./typeNames.js";
import { Duration, Possible, Timestamp, type Value } from "./types.js";

export type Comparison = "<" | "<=" | ">" | ">=";

/** Whether `<`, `<=`, `>` or `>=` holds for two numbers, strings, timestamps or durations. Throws for other values. */
export function holds(operator: Comparison, left: Value, right: Value): boolean {
  if (left instanceof Possible) return proven(left.holds(operator, right));
  if (right instanceof Possible) return proven(right.holds(MIRRORED[operator], left));
  const order = compare(left, right);
  if (order === undefined) unsupported(operator, typeOf(left), typeOf(right));
  return inOrder(operator, order);
}

/** Compares two values: negative, zero or positive. NaN if one is NaN. Undefined if they cannot be compared. */
export function compare(left: Value, right: Value): number | undefined {
  if (isNumber(left) && isNumber(right))
    return left < right ? -1 : left > right ? 1 : sameNumber(left, right) ? 0 : NaN;
  if (typeof left === "string" && typeof right === "string") return compareStrings(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return sign(left.nanos - right.nanos);
  if (left instanceof Duration && right instanceof Duration) return sign(left.nanos - right.nanos);
  return undefined;
}

/** Compares strings by code points, as UTF-8 does. JavaScript's own order differs for code points above U+FFFF. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (at < left.length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  // If the strings differ in the second half of a surrogate pair, compare the whole pairs.
  const low = left.charCodeAt(at);
  if (at > 0 && low >= 0xdc00 && low < 0xe000) at -= 1;
  return (left.codePointAt(at) ?? -1) < (right.codePointAt(at) ?? -1) ? -1 : 1;
}

const MIRRORED: Record<Comparison, Comparison> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Whether a comparison's result satisfies the operator. */
export function inOrder(operator: Comparison, order: number): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function isNumber(value: Value): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
