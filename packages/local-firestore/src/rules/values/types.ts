/**
 * The values of the rules language. Those that JavaScript has are themselves: int is bigint, float is number,
 * bytes is Uint8Array, list an array and map a Map.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | RulesSet
  | MapDiff
  | Timestamp
  | Duration
  | LatLng
  | Path
  | Possible;

/** Values without order or repetition; built with `setOf`. */
export class RulesSet {
  constructor(readonly items: readonly Value[]) {}
}

/** What `after.diff(before)` gives. */
export class MapDiff {
  constructor(
    readonly after: ReadonlyMap<string, Value>,
    readonly before: ReadonlyMap<string, Value>,
  ) {}
}

/** A moment, in nanoseconds since 1970. */
export class Timestamp {
  constructor(readonly nanos: bigint) {}
}

/** A length of time in nanoseconds, possibly negative. */
export class Duration {
  constructor(readonly nanos: bigint) {}
}

/** A place on earth, in degrees. */
export class LatLng {
  constructor(
    readonly latitude: number,
    readonly longitude: number,
  ) {}
}

/** A segment of a path whose `$(name)` has no value yet; `bind` fills it in. */
export interface OpenSegment {
  open: string;
}

/** `/databases/(default)/documents/users/alice` and the like. */
export class Path {
  constructor(
    readonly segments: readonly (string | OpenSegment | Possible)[],
    /** What `bind` filled in, by name. */
    readonly bindings: ReadonlyMap<string, Value> = new Map(),
  ) {}
}

/**
 * An unknown value in a document that a query might return. The query's filters limit what it can be. Each method gives
 * the answer that holds for all possible values, or undefined if they differ.
 */
export abstract class Possible {
  abstract equals(other: Value): boolean | undefined;
  abstract holds(operator: "<" | "<=" | ">" | ">=", other: Value): boolean | undefined;
  abstract is(type: string): boolean | undefined;
  /** Whether this, a list or map, has an item or key. */
  abstract has(item: Value): boolean | undefined;
  /** A field's value, known or not; undefined if the field may be missing. */
  abstract field(name: string): Value | undefined;
}
