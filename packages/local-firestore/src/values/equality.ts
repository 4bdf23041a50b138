import { compareValues } from "./compare.js";
import {
  elements,
  type Fields,
  isNaNValue,
  isNull,
  mapFields,
  TypeOrder,
  typeOrder,
  type Value,
} from "./value.js";

/**
 * Whether a filter `==` holds: 1 equals 1.0 and 0 equals -0, but null and NaN equal nothing, not even themselves. For
 * `== null` and `== NaN`, clients send `IS_NULL` and `IS_NAN`.
 */
export function equalInQuery(a: Value, b: Value): boolean {
  return !isNaNValue(a) && compareValues(a, b) === 0 && !isNull(a);
}

/** Whether two values are the same element for `arrayUnion` and `arrayRemove`. Null equals null, and NaN equals NaN. */
export function sameElement(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

/** Whether two values and their types are the same, so that a write changes nothing. 1 is not 1.0, and 0 is not -0. */
export function identical(a: Value, b: Value): boolean {
  const type = typeOrder(a);
  if (type !== typeOrder(b)) return false;
  switch (type) {
    case TypeOrder.number:
      return a.integerValue === b.integerValue && Object.is(a.doubleValue, b.doubleValue);
    case TypeOrder.array: {
      const x = elements(a);
      const y = elements(b);
      return x.length === y.length && x.every((value, i) => identical(value, y[i] ?? {}));
    }
    case TypeOrder.vector:
    case TypeOrder.map:
      return identicalFields(mapFields(a), mapFields(b));
    default:
      return compareValues(a, b) === 0;
  }
}

/** Applies `identical` to the fields of two documents or two maps. */
export function identicalFields(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && identical(a[key] ?? {}, b[key] ?? {}))
  );
}
