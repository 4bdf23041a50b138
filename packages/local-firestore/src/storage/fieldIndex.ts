import { sameElement } from "../values/equality.js";
import { compareNames, compareValues } from "../values/compare.js";
import { type FieldPath, formatFieldPath, NAME_FIELD, valueAt } from "../values/fieldPath.js";
import { elements, type Value } from "../values/value.js";
import type { Document } from "./document.js";
import { type Probe, SortedList } from "./sortedList.js";

/** One column of an index: a field in one direction, or each element of an array. */
export interface IndexField {
  path: FieldPath;
  mode: "ascending" | "descending" | "contains";
}

/**
 * One place of a document in an index. `keys` are the values of the index's fields, in the order of these fields. For a
 * `contains` field the key is one element of the array.
 */
export interface IndexEntry {
  readonly keys: readonly Value[];
  readonly document: Document;
}

/**
 * The documents that have all fields of the index, sorted by these fields and then by name. For a `contains` field, a
 * document has an entry for each different element of its array.
 */
export class Index {
  private readonly entries: SortedList<IndexEntry>;

  constructor(
    private readonly fields: readonly IndexField[],
    documents: Iterable<Document>,
  ) {
    const entries: IndexEntry[] = [];
    for (const document of documents) entries.push(...this.entriesOf(document));
    this.entries = new SortedList((a, b) => this.compare(a, b), entries);
  }

  /** A text that identifies an index by its fields. */
  static key(fields: readonly IndexField[]): string {
    return fields.map((field) => `${field.mode} ${formatFieldPath(field.path)}`).join(",");
  }

  update(before: Document | null, after: Document | null): void {
    if (before) for (const entry of this.entriesOf(before)) this.entries.remove(entry);
    if (after) for (const entry of this.entriesOf(after)) this.entries.insert(entry);
  }

  /** The entries for which the probe returns 0, in the index's order or in reverse. */
  scan(probe: Probe<IndexEntry>, reverse: boolean): Generator<IndexEntry> {
    return reverse ? this.entries.descend(probe) : this.entries.ascend(probe);
  }

  private compare(a: IndexEntry, b: IndexEntry): number {
    for (const [i, field] of this.fields.entries()) {
      const difference = compareValues(a.keys[i] ?? {}, b.keys[i] ?? {});
      if (difference !== 0) return field.mode === "descending" ? -difference : difference;
    }
    return compareNames(a.document.name, b.document.name);
  }

  private entriesOf(document: Document): IndexEntry[] {
    let combinations: Value[][] = [[]];
    for (const field of this.fields) {
      const value = fieldOf(document, field.path);
      if (value === undefined) return [];
      const columns = field.mode === "contains" ? distinct(elements(value)) : [value];
      combinations = combinations.flatMap((keys) => columns.map((column) => [...keys, column]));
    }
    return combinations.map((keys) => ({ keys, document }));
  }
}

/** The value of a document's field in queries, where the document's name is a field too. */
export function fieldOf(document: Document, path: FieldPath): Value | undefined {
  if (path.length === 1 && path[0] === NAME_FIELD) return { referenceValue: document.name };
  return valueAt(document.fields, path);
}

/** Values without repetition. They are sorted first, because comparing each with each takes seconds for 20,000. */
export const distinct = (values: readonly Value[]): Value[] =>
  [...values]
    .sort(compareValues)
    .filter((value, i, sorted) => i === 0 || !sameElement(sorted[i - 1] ?? {}, value));
