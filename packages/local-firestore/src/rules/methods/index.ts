import { EvaluationError } from "../values/errors.js";
import { typeOf } from "../values/typeNames.js";
import type { Value } from "../values/types.js";
import { listMethods, mapDiffMethods, mapMethods, setMethods } from "./collections.js";
import { conversions } from "./conversions.js";
import { hashing } from "./hashing.js";
import { math } from "./math.js";
import { pathMethods } from "./paths.js";
import { latlngMethods, latlngs } from "./places.js";
import { type Builtins, taking } from "./signature.js";
import { bytesMethods, stringMethods } from "./strings.js";
import { durationMethods, durations, timestampMethods, timestamps } from "./times.js";

const METHODS = new Map<string, Builtins>([
  ["bytes", bytesMethods],
  ["duration", durationMethods],
  ["latlng", latlngMethods],
  ["list", listMethods],
  ["map", mapMethods],
  ["map_diff", mapDiffMethods],
  ["path", pathMethods],
  ["set", setMethods],
  ["string", stringMethods],
  ["timestamp", timestampMethods],
]);

const NAMESPACES = new Map<string, Builtins>([
  ["duration", durations],
  ["hashing", hashing],
  ["latlng", latlngs],
  ["math", math],
  ["timestamp", timestamps],
]);

/** The built-in functions that are no lookups and in no namespace. `debug` only returns its argument. */
const FUNCTIONS: Builtins = { ...conversions, debug: taking(["any"], (value) => value) };

export function isNamespace(name: string): boolean {
  return NAMESPACES.has(name);
}

/** Calls `namespace.name(…)`. */
export function callInNamespace(namespace: string, name: string, values: readonly Value[]): Value {
  return call(NAMESPACES.get(namespace), `${namespace}.${name}`, name, values);
}

/** Calls `object.name(…)`. */
export function callMethod(object: Value, name: string, values: readonly Value[]): Value {
  if (object === null) throw new EvaluationError("Null value error.");
  return call(METHODS.get(typeOf(object)), name, name, [object, ...values]);
}

/** Calls the built-in function `name(…)`. Document lookups are not among them. */
export function callFunction(name: string, values: readonly Value[]): Value {
  return call(FUNCTIONS, name, name, values);
}

function call(
  builtins: Builtins | undefined,
  fullName: string,
  name: string,
  values: readonly Value[],
): Value {
  const builtin = builtins && Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (!builtin) throw new EvaluationError(`Function not found error: Name: [${fullName}].`);
  return builtin(fullName, values);
}
