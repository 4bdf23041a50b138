import { compareValues } from "./compare.js";
import { elements, type Fields, isNaNValue, mapFields, TypeOrder, typeOrder, type Value } from "./value.js";

/** Whether a filter `==` holds: 1 equals 1.0 and 0 equals -0, but NaN equals nothing, not even itself. */
export function equalInQuery(a: Value, b: Value): boolean {
  return !isNaNValue(a) && !isNaNValue(b) && compareValues(a, b) === 0;
}

/** Whether `arrayUnion` and `arrayRemove` take two values for the same: as a filter does, but NaN is NaN. */
export function sameElement(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

/** Whether a write would change nothing: the same values of the same types, so that 1 is not 1.0 and 0 not -0. */
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

/** {@link identical} for whole documents. */
export function identicalFields(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && identical(a[key] ?? {}, b[key] ?? {}))
  );
}
