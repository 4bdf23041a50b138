import { invalidArgument } from "../status.js";
import type { Fields, Value } from "./value.js";

/** The names on the way from a document's root to a field. */
export type FieldPath = readonly string[];

/** The field name that means the document's name in queries and projections. */
export const NAME_FIELD = "__name__";
export const isName = (path: FieldPath): boolean => path.length === 1 && path[0] === NAME_FIELD;

/** The most bytes of a field's name, and of a whole path (https://firebase.google.com/docs/firestore/quotas). */
export const MAX_PATH_BYTES = 1500;
export const pathTooLong = () => invalidArgument(`A property path is longer than ${MAX_PATH_BYTES} bytes.`);

const SIMPLE = /^[A-Za-z_][A-Za-z_0-9]*$/;

/**
 * Parses a path in the protocol's format: simple names joined by dots, any other name in backquotes with `\\` escapes.
 * @throws {StatusError} INVALID_ARGUMENT if it is not a path.
 */
export function parseFieldPath(text: string): FieldPath {
  const path = SIMPLE.test(text) ? [text] : parseNames(text);
  // The limit counts the dots between the names, but no backquotes.
  if (text.length > MAX_PATH_BYTES / 3 && Buffer.byteLength(path.join(".")) > MAX_PATH_BYTES)
    throw pathTooLong();
  return path;
}

function parseNames(text: string): FieldPath {
  const names: string[] = [];
  const token = /`((?:[^`\\]|\\[\s\S])*)`|([^.`]+)/y;
  for (let at = 0; ; at++) {
    token.lastIndex = at;
    const match = token.exec(text);
    const name = match?.[1]?.replace(/\\([\s\S])/g, "$1") ?? match?.[2];
    if (!name) throw invalidArgument(`Invalid property path "${text}".`);
    if (match?.[2] !== undefined && !SIMPLE.test(name)) {
      throw invalidArgument(
        `Invalid property path "${text}". Unquoted property names must match regex ([a-zA-Z_][a-zA-Z_0-9]*), and quoted property names must match regex (\`(?:[^\`\\\\]|(?:\\\\.))+\`)`,
      );
    }
    names.push(name);
    at = token.lastIndex;
    if (at === text.length) return names;
    if (text[at] !== ".") throw invalidArgument(`Invalid property path "${text}".`);
  }
}

/** Formats a path in the protocol's format, with backquotes only where they are needed. */
export function formatFieldPath(path: FieldPath): string {
  return path.map((name) => (SIMPLE.test(name) ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``)).join(".");
}

/** The value at a path. Undefined if there is none. */
export function valueAt(fields: Fields, path: FieldPath): Value | undefined {
  let within: Fields | undefined = fields;
  let value: Value | undefined;
  for (const name of path) {
    if (within === undefined || !Object.hasOwn(within, name)) return undefined;
    value = within[name];
    within = value?.mapValue === undefined ? undefined : (value.mapValue.fields ?? {});
  }
  return value;
}

/**
 * Returns a copy with the value at a path. A value on the way that is not a map is replaced by a map. If `value` is
 * undefined, the field is removed if it exists, and nothing on the way is replaced. A map that becomes empty stays.
 */
export function withValueAt(fields: Fields, path: FieldPath, value: Value | undefined): Fields {
  const [name, ...rest] = path;
  if (name === undefined) return fields;
  const child = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined && (rest.length > 0 ? child?.mapValue : child) === undefined) return fields;
  const next =
    rest.length > 0
      ? { mapValue: { fields: withValueAt(child?.mapValue?.fields ?? {}, rest, value) } }
      : value;
  const { [name]: _, ...others } = fields;
  return next === undefined ? others : assign(fields, name, next);
}

/** Returns a copy that has the value as its own property of this name, even if the name is `__proto__`. */
function assign(fields: Fields, name: string, value: Value): Fields {
  const copy = { ...fields };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}
