import { EvaluationError, unsupported } from "../values/errors.js";
import { isList, isMap, proven, typeOf } from "../values/typeNames.js";
import { Path, Possible, type Value } from "../values/types.js";

/** Returns `object.name`. A missing field is an error and not null. */
export function fieldOf(object: Value, name: string): Value {
  if (object === null) throw new EvaluationError("Null value error.");
  if (object instanceof Possible) return proven(object.field(name));
  const value = isMap(object)
    ? object.get(name)
    : object instanceof Path
      ? object.bindings.get(name)
      : undefined;
  if (value === undefined) throw new EvaluationError(`Property ${name} is undefined on object.`);
  return value;
}

/** Returns `object[index]`. */
export function itemOf(object: Value, index: Value): Value {
  if (typeof index === "string") return fieldOf(object, index);
  if (typeof index !== "bigint" || object === null) unsupported("[]", typeOf(object), typeOf(index));
  const items = typeof object === "string" ? [...object] : object instanceof Path ? object.segments : object;
  if (!Array.isArray(items)) unsupported("[]", typeOf(object), "int");
  const item =
    (items as readonly (Value | Path["segments"][number])[])[checkedIndex(index, items.length)] ?? null;
  return typeof item === "object" && item !== null && "open" in item ? null : item;
}

/**
 * Returns `object[from:to]` of a list, string or bytes. `from` must be below its length, and `to` must be from 1 up to
 * its length. So `x[0:0]` is an error for every x.
 */
export function sliceOf(object: Value, from: Value, to: Value): Value {
  if (typeof from !== "bigint" || typeof to !== "bigint") unsupported("[:]", typeOf(from), typeOf(to));
  const items = typeof object === "string" ? [...object] : object;
  if (!isList(items) && !(items instanceof Uint8Array)) unsupported("[:]", typeOf(object));
  const start = checkedIndex(from, items.length);
  const end = checkedIndex(to - 1n, items.length) + 1;
  if (start > end)
    throw new EvaluationError(`Illegal range error. From index: [${start}] , To index: [${end}].`);
  const part = items.slice(start, end);
  return typeof object === "string" ? (part as string[]).join("") : part;
}

function checkedIndex(index: bigint, size: number): number {
  if (index < 0n || index >= BigInt(size)) {
    throw new EvaluationError(`Index out of bound error. Index: [${index}] , size: [${size}].`);
  }
  return Number(index);
}
