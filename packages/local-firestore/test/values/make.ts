import type { Fields, Value } from "../../src/values/value.js";

/** A JavaScript value as a stored value. Safe integers become integers. Other numbers, also -0, become doubles. */
export function value(of: unknown): Value {
  if (of === null) return { nullValue: "NULL_VALUE" };
  if (typeof of === "boolean") return { booleanValue: of };
  if (typeof of === "string") return { stringValue: of };
  if (typeof of === "bigint") return { integerValue: String(of) };
  if (typeof of === "number") {
    return Number.isSafeInteger(of) && !Object.is(of, -0)
      ? { integerValue: String(of) }
      : { doubleValue: of };
  }
  if (Array.isArray(of)) return { arrayValue: { values: of.map(value) } };
  return { mapValue: { fields: fields(of as Record<string, unknown>) } };
}

export const fields = (of: Record<string, unknown>): Fields =>
  Object.fromEntries(Object.entries(of).map(([name, content]) => [name, value(content)]));

export const double = (of: number): Value => ({ doubleValue: of });

export const ROOT = "projects/demo/databases/(default)/documents";
/** The resource name of a path. */
export const named = (path: string): string => `${ROOT}/${path}`;
