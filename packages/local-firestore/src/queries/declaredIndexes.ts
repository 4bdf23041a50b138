import { readFileSync } from "node:fs";

export type Direction = "ASCENDING" | "DESCENDING";
export type QueryScope = "COLLECTION" | "COLLECTION_GROUP";

/** A field of an index, as firestore.indexes.json writes it. */
export interface IndexColumn {
  fieldPath: string;
  order?: Direction;
  arrayConfig?: "CONTAINS";
}

/** A composite index as firestore.indexes.json writes it. */
export interface CompositeIndex {
  collectionGroup: string;
  queryScope: QueryScope;
  fields: IndexColumn[];
}

/**
 * The indexes that replace the automatic indexes of a field, or of all fields if `fieldPath` is `*`. If `indexes` is
 * empty, the field is not indexed.
 */
export interface FieldOverride {
  collectionGroup: string;
  fieldPath: string;
  indexes: (Omit<IndexColumn, "fieldPath"> & { queryScope?: QueryScope })[];
}

/** The content of firestore.indexes.json (https://firebase.google.com/docs/reference/firestore/indexes). */
export interface DeclaredIndexes {
  indexes: CompositeIndex[];
  fieldOverrides: FieldOverride[];
}

/** The most fields of a composite index (https://firebase.google.com/docs/firestore/quotas#indexes). */
const MOST_FIELDS = 100;

/** Reads the declared indexes. @throws if the file cannot be read, is malformed, or has an index of over 100 fields. */
export function readIndexes(path: string): DeclaredIndexes {
  const content = JSON.parse(readFileSync(path, "utf8")) as Partial<DeclaredIndexes>;
  const { indexes = [], fieldOverrides = [] } = content;
  if (!Array.isArray(indexes) || !Array.isArray(fieldOverrides)) {
    throw new Error(`${path}: "indexes" and "fieldOverrides" must be lists.`);
  }
  for (const index of indexes) {
    if (!index.collectionGroup || !Array.isArray(index.fields)) {
      throw new Error(`${path}: each index needs "collectionGroup" and "fields": ${JSON.stringify(index)}`);
    }
    if (index.fields.length > MOST_FIELDS) {
      throw new Error(`${path}: an index of ${index.collectionGroup} has more than ${MOST_FIELDS} fields.`);
    }
  }
  for (const override of fieldOverrides) {
    if (!override.collectionGroup || !override.fieldPath || !Array.isArray(override.indexes)) {
      throw new Error(
        `${path}: each field override needs "collectionGroup", "fieldPath" and "indexes": ${JSON.stringify(override)}`,
      );
    }
  }
  return { indexes, fieldOverrides };
}

/**
 * Whether a field has a single-field index of this scope: one for array elements if `column` has an `arrayConfig`, or
 * else one for whole values. By default, a field has both within its collection, but none across collections. An
 * override for the field, for a map that contains it, or for the whole collection may change that.
 */
export function hasFieldIndex(
  { fieldOverrides }: DeclaredIndexes,
  collectionGroup: string,
  column: IndexColumn,
  scope: QueryScope,
): boolean {
  const names = column.fieldPath.split(".");
  const candidates = names.map((_, i) => names.slice(0, names.length - i).join("."));
  for (const fieldPath of [...candidates, "*"]) {
    const override = fieldOverrides.find(
      (one) => one.collectionGroup === collectionGroup && one.fieldPath === fieldPath,
    );
    if (!override) continue;
    return override.indexes.some(
      (index) =>
        (index.queryScope ?? "COLLECTION") === scope &&
        // An index can be read in both directions, so its order does not matter.
        (column.arrayConfig ? index.arrayConfig === column.arrayConfig : index.order !== undefined),
    );
  }
  return scope === "COLLECTION";
}
