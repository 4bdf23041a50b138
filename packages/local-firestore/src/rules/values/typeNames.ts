import { NotProvable } from "./errors.js";
import { Duration, LatLng, MapDiff, Path, Possible, RulesSet, Timestamp, type Value } from "./types.js";

/** The name of a value's type in the rules language. @throws NotProvable if the value is unknown. */
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

/** The operator `is`. `number` means int or float. No value has the type `constraint` of the reference. */
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

/** Returns the answer if it is the same for every document that the query could return. @throws NotProvable if not. */
export function proven<T>(answer: T | undefined): T {
  if (answer === undefined)
    throw new NotProvable("The query could return documents for which this does not hold.");
  return answer;
}
