/**
 * The values of the rules language. An int is a bigint, a float a number, bytes a Uint8Array, a list an array, and a
 * map a Map.
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

/** A set: values without order and without duplicates. `setOf` removes duplicates. The constructor does not. */
export class RulesSet {
  constructor(readonly items: readonly Value[]) {}
}

/** The result of `after.diff(before)`. */
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

/** A length of time in nanoseconds. It may be negative. */
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

/** A segment of a path that has no value yet: `$(name)`, or `{name}` in `path('…')`. `bind` gives it one. */
export interface OpenSegment {
  open: string;
}

/** A path such as `/databases/(default)/documents/users/alice`. */
export class Path {
  constructor(
    readonly segments: readonly (string | OpenSegment | Possible)[],
    /** The values that `bind` has set, by name. */
    readonly bindings: ReadonlyMap<string, Value> = new Map(),
  ) {}
}

/**
 * An unknown value in a document that a query might return. The query's filters limit what it can be. Each method
 * returns the answer that is true for all possible values, or undefined if there is no such answer.
 */
export abstract class Possible {
  abstract equals(other: Value): boolean | undefined;
  abstract holds(operator: "<" | "<=" | ">" | ">=", other: Value): boolean | undefined;
  abstract is(type: string): boolean | undefined;
  /** Whether this list or map has an item or key. */
  abstract has(item: Value): boolean | undefined;
  /** The value of a field, which may be unknown. Undefined if the field may be missing. */
  abstract field(name: string): Value | undefined;
}
