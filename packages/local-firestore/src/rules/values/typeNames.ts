import { NotProvable } from "./errors.js";
import { Duration, LatLng, MapDiff, Path, Possible, RulesSet, Timestamp, type Value } from "./types.js";

/** A value's type as the language names it; of a value that is not known, nothing can be said. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "string";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Timestamp) return "timestamp";
  if (value instanceof Duration) return "duration";
  if (value instanceof LatLng) return "latlng";
  if (value instanceof Path) return "path";
  if (value instanceof RulesSet) return "set";
  if (value instanceof MapDiff) return "map_diff";
  if (value instanceof Possible) throw new NotProvable("The query does not say what this field holds.");
  return isList(value) ? "list" : "map";
}

/** Whether a value `is` of a type; `number` is int or float, and nothing is a `constraint`. */
export function isOfType(value: Value, type: string): boolean {
  if (value instanceof Possible) return proven(value.is(type));
  const own = typeOf(value);
  return own === type || (type === "number" && (own === "int" || own === "float"));
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** An answer that holds for every document a query could return. */
export function proven<T>(answer: T | undefined): T {
  if (answer === undefined)
    throw new NotProvable("The query could return documents for which this does not hold.");
  return answer;
}
