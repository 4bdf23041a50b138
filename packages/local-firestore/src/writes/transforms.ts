import { compareValues } from "../values/compare.js";
import { sameElement } from "../values/equality.js";
import { type Micros, requestTime, toTimestamp } from "../values/timestamp.js";
import { elements, isNumber, toDouble, type Value } from "../values/value.js";
import type { Transform } from "./write.js";

const MAX_INTEGER = 2n ** 63n - 1n;
const MIN_INTEGER = -(2n ** 63n);
const NULL: Value = { nullValue: "NULL_VALUE" };

/** The result of a transform: the field's new value, and the value that the client receives. */
export interface Transformed {
  value: Value;
  result: Value;
}

/** Applies one transform to a field's value, or to undefined if the field is missing. `now` is the commit's time. */
export function applyTransform(current: Value | undefined, transform: Transform, now: Micros): Transformed {
  switch (transform.kind) {
    case "requestTime":
      return told({ timestampValue: toTimestamp(requestTime(now)) });
    case "increment":
      return told(add(current, transform.operand));
    case "maximum":
      return told(extreme(current, transform.operand, 1));
    case "minimum":
      return told(extreme(current, transform.operand, -1));
    case "append": {
      const kept = [...elements(current ?? {})];
      for (const element of transform.elements) if (!holds(kept, element)) kept.push(element);
      return { value: { arrayValue: { values: kept } }, result: NULL };
    }
    case "remove": {
      const kept = elements(current ?? {}).filter((element) => !holds(transform.elements, element));
      return { value: { arrayValue: { values: kept } }, result: NULL };
    }
  }
}

/**
 * Adds a number to a field's value. The sum of two integers is an integer, cut to the limits of 64 bits. Any other sum
 * is a double. If the value is no number, the result is the operand.
 */
export function add(current: Value | undefined, operand: Value): Value {
  if (current === undefined || !isNumber(current)) return operand;
  if (current.integerValue !== undefined && operand.integerValue !== undefined) {
    const sum = BigInt(current.integerValue) + BigInt(operand.integerValue);
    return { integerValue: String(sum > MAX_INTEGER ? MAX_INTEGER : sum < MIN_INTEGER ? MIN_INTEGER : sum) };
  }
  return { doubleValue: toDouble(current) + toDouble(operand) };
}

/**
 * Returns the greater or the smaller of two numbers, with its type. If they are equal, returns the stored one. NaN wins
 * against any number. If the stored value is no number, returns the operand.
 */
function extreme(current: Value | undefined, operand: Value, sign: 1 | -1): Value {
  if (current === undefined || !isNumber(current)) return operand;
  if (Number.isNaN(current.doubleValue)) return current;
  if (Number.isNaN(operand.doubleValue)) return operand;
  return compareValues(current, operand) * sign >= 0 ? current : operand;
}

const holds = (values: Value[], wanted: Value): boolean => values.some((value) => sameElement(value, wanted));
const told = (value: Value): Transformed => ({ value, result: value });
