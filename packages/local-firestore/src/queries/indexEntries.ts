import { invalidArgument } from "../status.js";
import type { Document } from "../storage/document.js";
import { distinct } from "../storage/fieldIndex.js";
import { type FieldPath, formatFieldPath, isName, parseFieldPath, valueAt } from "../values/fieldPath.js";
import { collectionIdOf, collectionOf, relativePath } from "../values/names.js";
import { nameSize, stringSize, valueSize } from "../values/size.js";
import { elements, type Fields, isVector, mapFields, type Value } from "../values/value.js";
import { type CompositeIndex, type DeclaredIndexes, fieldIndexes } from "./declaredIndexes.js";

/** https://firebase.google.com/docs/firestore/quotas#indexes */
const MOST_ENTRIES = 40_000;
const MOST_ENTRY_BYTES = 7_680;
const MOST_BYTES = 8 * 1024 * 1024;
const INDEXED_VALUE_BYTES = 1500;
/** Each entry has this many bytes besides its name and values. */
const ENTRY_BYTES = 32;

/** A smaller document cannot reach any limit, because a field takes at least three bytes of the document. */
const LEAST_SUSPECT_BYTES = 3_800;

/**
 * Refuses a document with more or larger index entries than the cloud keeps
 * (https://firebase.google.com/docs/firestore/query-data/index-overview#index_entries).
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkIndexEntries(document: Document, indexes: DeclaredIndexes): void {
  if (document.size < LEAST_SUSPECT_BYTES) return;
  const entries = new Entries(document, indexes);
  entries.addFields(document.fields, []);
  for (const index of indexes.indexes) entries.addComposite(index);
  entries.check();
}

class Entries {
  private count = 0;
  private bytes = 0;
  private readonly collectionId: string;
  /** The bytes of an entry's names: the document's and its parent document's. */
  private readonly nameBytes: number;

  constructor(
    private readonly document: Document,
    private readonly indexes: DeclaredIndexes,
  ) {
    const collection = collectionOf(document.name);
    const parent = collectionOf(collection);
    this.collectionId = collectionIdOf(document.name);
    this.nameBytes = nameSize(document.name) + (relativePath(parent) ? nameSize(parent) : 0);
  }

  /** Adds the entries of all fields, and of the fields in maps. */
  addFields(fields: Fields, within: FieldPath): void {
    for (const [name, value] of Object.entries(fields)) {
      const path = [...within, name];
      const fieldPath = formatFieldPath(path);
      const fieldBytes = stringSize(path.join("."));
      for (const { order, arrayConfig } of fieldIndexes(this.indexes, this.collectionId, fieldPath)) {
        if (order) this.add([value], fieldBytes);
        else if (arrayConfig)
          for (const element of distinct(elements(value))) this.add([element], fieldBytes);
      }
      if (!isVector(value)) this.addFields(mapFields(value), path);
    }
  }

  addComposite({ collectionGroup, fields }: CompositeIndex): void {
    if (collectionGroup !== this.collectionId) return;
    const columns = fields
      .map((column) => ({ ...column, path: parseFieldPath(column.fieldPath) }))
      .filter(({ path }) => !isName(path))
      .map(({ path, arrayConfig }) => {
        const value = valueAt(this.document.fields, path);
        return arrayConfig ? distinct(elements(value ?? {})) : value ? [value] : [];
      });
    const rows = columns.reduce<Value[][]>(
      (so, column) => so.flatMap((row) => column.map((value) => [...row, value])),
      [[]],
    );
    for (const row of rows) this.add(row, 0);
  }

  check(): void {
    const name = relativePath(this.document.name);
    if (this.count > MOST_ENTRIES) throw invalidArgument(`too many index entries for entity /${name}`);
    if (this.bytes > MOST_BYTES) {
      throw invalidArgument(`The index entries of /${name} are larger than ${MOST_BYTES} bytes in all.`);
    }
  }

  private add(values: readonly Value[], fieldBytes: number): void {
    const valueBytes = values.reduce((sum, of) => sum + Math.min(valueSize(of), INDEXED_VALUE_BYTES), 0);
    const bytes = this.nameBytes + fieldBytes + valueBytes + ENTRY_BYTES;
    if (bytes > MOST_ENTRY_BYTES) throw invalidArgument("Index entry is too large.");
    this.count++;
    this.bytes += bytes;
  }
}
