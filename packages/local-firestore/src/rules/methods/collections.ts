import { alike, includes, setOf } from "../values/equality.js";
import { compareStrings } from "../values/order.js";
import { isList, isMap } from "../values/typeNames.js";
import { MapDiff, RulesSet, type Value } from "../values/types.js";
import { textOf } from "./conversions.js";
import { type Builtins, taking } from "./signature.js";

/** Methods of `list` (https://firebase.google.com/docs/reference/rules/rules.List). */
export const listMethods: Builtins = {
  concat: taking(["list", "list"], (list, other) => [...list, ...other]),
  hasAll: taking(["list", "list"], (list, wanted) => wanted.every((item) => includes(list, item))),
  hasAny: taking(["list", "list"], (list, wanted) => wanted.some((item) => includes(list, item))),
  hasOnly: taking(["list", "list"], (list, allowed) => list.every((item) => includes(allowed, item))),
  join: taking(["list", "string"], (list, separator) => list.map(textOf).join(separator)),
  removeAll: taking(["list", "list"], (list, removed) => list.filter((item) => !includes(removed, item))),
  size: taking(["list"], (list) => BigInt(list.length)),
  toSet: taking(["list"], setOf),
};

/** Methods of `set` (https://firebase.google.com/docs/reference/rules/rules.Set). */
export const setMethods: Builtins = {
  difference: taking(
    ["set", "set"],
    ({ items }, other) => new RulesSet(items.filter((item) => !has(other, item))),
  ),
  hasAll: taking(["set", "items"], (set, wanted) => itemsOf(wanted).every((item) => has(set, item))),
  hasAny: taking(["set", "items"], (set, wanted) => itemsOf(wanted).some((item) => has(set, item))),
  hasOnly: taking(["set", "items"], (set, allowed) =>
    set.items.every((item) => includes(itemsOf(allowed), item, alike)),
  ),
  intersection: taking(
    ["set", "set"],
    ({ items }, other) => new RulesSet(items.filter((item) => has(other, item))),
  ),
  size: taking(["set"], ({ items }) => BigInt(items.length)),
  union: taking(["set", "set"], (set, other) => setOf([...set.items, ...other.items])),
};

/** Methods of `map` (https://firebase.google.com/docs/reference/rules/rules.Map). */
export const mapMethods: Builtins = {
  diff: taking(["map", "map"], (after, before) => new MapDiff(after, before)),
  get: taking(["map", "key", "any"], (map, key, fallback) => {
    const found = lookUp(map, isList(key) ? key : [key]);
    return found === undefined ? fallback : found;
  }),
  keys: taking(["map"], sortedKeys),
  size: taking(["map"], (map) => BigInt(map.size)),
  values: taking(["map"], (map) => sortedKeys(map).map((key) => map.get(key) ?? null)),
};

/** Methods of a map's `diff` (https://firebase.google.com/docs/reference/rules/rules.MapDiff). */
export const mapDiffMethods: Builtins = {
  addedKeys: taking(["map_diff"], ({ after, before }) => keysOf(after, (key) => !before.has(key))),
  removedKeys: taking(["map_diff"], ({ after, before }) => keysOf(before, (key) => !after.has(key))),
  changedKeys: taking(["map_diff"], (diff) =>
    keysOf(diff.after, (key) => isShared(diff, key) && !isSame(diff, key)),
  ),
  unchangedKeys: taking(["map_diff"], (diff) =>
    keysOf(diff.after, (key) => isShared(diff, key) && isSame(diff, key)),
  ),
  affectedKeys: taking(["map_diff"], (diff) => {
    const keys = new Set([...diff.after.keys(), ...diff.before.keys()]);
    return new RulesSet([...keys].filter((key) => !isShared(diff, key) || !isSame(diff, key)));
  }),
};

/** The keys in sorted order, because Firestore does not keep the order in which a client wrote them. */
function sortedKeys(map: ReadonlyMap<string, Value>): string[] {
  return [...map.keys()].sort(compareStrings);
}

function has(set: RulesSet, item: Value): boolean {
  return includes(set.items, item, alike);
}

function itemsOf(items: RulesSet | readonly Value[]): readonly Value[] {
  return items instanceof RulesSet ? items.items : items;
}

/** The value at a list of nested keys. Undefined if a key is missing or a value on the way is not a map. */
function lookUp(map: ReadonlyMap<string, Value>, keys: readonly Value[]): Value | undefined {
  let found: Value | undefined = map;
  for (const key of keys) {
    if (found === undefined || !isMap(found) || typeof key !== "string") return undefined;
    found = found.get(key);
  }
  return found;
}

function keysOf(map: ReadonlyMap<string, Value>, wanted: (key: string) => boolean): RulesSet {
  return new RulesSet([...map.keys()].filter(wanted));
}

function isShared({ after, before }: MapDiff, key: string): boolean {
  return after.has(key) && before.has(key);
}

function isSame({ after, before }: MapDiff, key: string): boolean {
  return alike(after.get(key) ?? null, before.get(key) ?? null);
}
