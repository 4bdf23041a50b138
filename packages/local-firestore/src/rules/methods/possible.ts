import { isList, isMap, proven } from "../values/typeNames.js";
import { Possible, type Value } from "../values/types.js";

/**
 * Calls a method of an unknown value. Only `get`, `hasAny` and `hasAll` can have a result.
 * @throws NotProvable if the query's filters do not decide the result
 */
export function callOnPossible(object: Possible, name: string, values: readonly Value[]): Value {
  const [first = null] = values;
  if (name === "get" && values.length === 2) return proven(valueAt(object, isList(first) ? first : [first]));
  if (isList(first) && values.length === 1 && object.is("list")) {
    if (name === "hasAny" && first.some((item) => object.has(item))) return true;
    if (name === "hasAll" && first.every((item) => object.has(item))) return true;
  }
  return proven<Value>(undefined);
}

function valueAt(object: Value, keys: readonly Value[]): Value | undefined {
  const [key, ...rest] = keys;
  if (typeof key !== "string") return undefined;
  const value = object instanceof Possible ? object.field(key) : isMap(object) ? object.get(key) : undefined;
  return value === undefined || rest.length === 0 ? value : valueAt(value, rest);
}
