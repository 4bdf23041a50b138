import type { Document } from "../storage/document.js";
import { type FieldPath, isName, parseFieldPath, valueAt, withValueAt } from "../values/fieldPath.js";
import type { Fields } from "../values/value.js";

/** A document with only the fields at `paths`, or with all fields if `paths` is undefined. */
export function project(document: Document, paths: readonly FieldPath[] | undefined): Document {
  if (!paths) return document;
  const fields = paths.reduce<Fields>((so, path) => {
    const value = isName(path) ? undefined : valueAt(document.fields, path);
    return value === undefined ? so : withValueAt(so, path, value);
  }, {});
  return { ...document, fields };
}

/** The paths of a `DocumentMask`. Undefined without a mask. */
export const maskPaths = (mask: { fieldPaths?: string[] } | undefined): FieldPath[] | undefined =>
  mask && (mask.fieldPaths ?? []).map(parseFieldPath);
