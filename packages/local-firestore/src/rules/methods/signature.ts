import { EvaluationError, unsupported } from "../values/errors.js";
import { typeOf } from "../values/typeNames.js";
import type { Duration, LatLng, MapDiff, Path, RulesSet, Timestamp, Value } from "../values/types.js";

interface Kinds {
  any: Value;
  bool: boolean;
  int: bigint;
  float: number;
  number: bigint | number;
  string: string;
  bytes: Uint8Array;
  /** Bytes, or a string that is used as UTF-8. */
  text: Uint8Array | string;
  list: readonly Value[];
  set: RulesSet;
  /** A set, or a list that is used as a set. */
  items: RulesSet | readonly Value[];
  /** A map's key, or a list of keys that lead into nested maps. */
  key: string | readonly Value[];
  map: ReadonlyMap<string, Value>;
  map_diff: MapDiff;
  timestamp: Timestamp;
  duration: Duration;
  latlng: LatLng;
  path: Path;
}

type Kind = keyof Kinds;

const ACCEPTED: Partial<Record<Kind, readonly string[]>> = {
  number: ["int", "float"],
  text: ["string", "bytes"],
  items: ["set", "list"],
  key: ["string", "list"],
};

/** A built-in function. It can be called with values of any type, and throws for types that it does not accept. */
export type Builtin = (name: string, values: readonly Value[]) => Value;

/** Functions by name, or the methods of a type. A method gets its object as the first value. */
export type Builtins = Readonly<Record<string, Builtin>>;

/** Makes a built-in that accepts values of these kinds, in this order. */
export function taking<const K extends readonly Kind[]>(
  kinds: K,
  run: (...values: { [I in keyof K]: Kinds[K[I]] }) => Value,
): Builtin {
  return (name, values) => {
    if (values.length !== kinds.length) {
      throw new EvaluationError(`Incorrect number of arguments of ${name}. Received: ${values.length}.`);
    }
    const accepted = values.every((value, index) => {
      const kind = kinds[index] ?? "any";
      return kind === "any" || (ACCEPTED[kind] ?? [kind]).includes(typeOf(value));
    });
    if (!accepted) unsupported(name, ...values.map(typeOf));
    return run(...(values as { [I in keyof K]: Kinds[K[I]] }));
  };
}
