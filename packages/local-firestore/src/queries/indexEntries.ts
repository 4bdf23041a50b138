import { invalidArgument } from "../status.js";
import type { Document } from "../storage/document.js";
import { distinct } from "../storage/fieldIndex.js";
import { formatFieldPath, isName, parseFieldPath, valueAt } from "../values/fieldPath.js";
import { collectionIdOf, collectionOf, relativePath } from "../values/names.js";
import { nameSize, stringSize, valueSize } from "../values/size.js";
import { elements, type Fields, isVector, mapFields, type Value } from "../values/value.js";
import type { CompositeIndex, DeclaredIndexes, FieldOverride } from "./declaredIndexes.js";

/**
 * The most index entries of one document. This limit and the next three are from
 * https://firebase.google.com/docs/firestore/quotas#indexes.
 */
const MOST_ENTRIES = 40_000;
const MOST_ENTRY_BYTES = 7_680;
const MOST_BYTES = 8 * 1024 * 1024;
const INDEXED_VALUE_BYTES = 1500;
/** Each entry has this many bytes besides its names and values. */
const ENTRY_BYTES = 32;

/** Smaller documents are not checked: an automatic index entry is at most about twice as large as its document. */
const LEAST_SUSPECT_BYTES = 3_800;

/** How many index entries a field has: for its whole value (`whole`), and for each element of an array (`each`). */
interface Modes {
  whole: number;
  each: number;
}
const AUTOMATIC: Modes = { whole: 2, each: 1 };

/**
 * Refuses a document with more or larger index entries than the cloud keeps
 * (https://firebase.google.com/docs/firestore/query-data/index-overview#index_entries).
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkIndexEntries(document: Document, indexes: DeclaredIndexes): void {
  if (document.size < LEAST_SUSPECT_BYTES) return;
  const entries = new Entries(document, indexes);
  entries.addAll();
  entries.check();
}

class Entries {
  private count = 0;
  private bytes = 0;
  private readonly composites: readonly CompositeIndex[];
  private readonly overrides: ReadonlyMap<string, Modes>;
  /** The bytes of an entry besides its field's path and values: the names of the document and its parent, and 32. */
  private readonly baseBytes: number;

  constructor(
    private readonly document: Document,
    { indexes, fieldOverrides }: DeclaredIndexes,
  ) {
    const collection = collectionOf(document.name);
    const parent = collectionOf(collection);
    this.baseBytes = nameSize(document.name) + (relativePath(parent) ? nameSize(parent) : 0) + ENTRY_BYTES;
    const collectionId = collectionIdOf(document.name);
    const isOf = ({ collectionGroup }: { collectionGroup: string }) => collectionGroup === collectionId;
    this.composites = indexes.filter(isOf);
    this.overrides = new Map(fieldOverrides.filter(isOf).map((of) => [of.fieldPath, modesOf(of)]));
  }

  addAll(): void {
    this.addFields(this.document.fields, "", 0, this.overrides.get("*") ?? AUTOMATIC);
    for (const index of this.composites) this.addComposite(index);
  }

  check(): void {
    const name = relativePath(this.document.name);
    if (this.count > MOST_ENTRIES) throw invalidArgument(`too many index entries for entity /${name}`);
    if (this.bytes > MOST_BYTES) {
      throw invalidArgument(`The index entries of /${name} are larger than ${MOST_BYTES} bytes in all.`);
    }
  }

  /**
   * Adds the entries of all fields, and of the fields in maps.
   * @param inherited how a field is indexed that has no override of its own.
   * @returns the size of the fields.
   */
  private addFields(fields: Fields, prefix: string, prefixBytes: number, inherited: Modes): number {
    let size = 0;
    for (const name in fields) {
      const value = fields[name] ?? {};
      const nameBytes = stringSize(name);
      const pathBytes = prefixBytes + nameBytes;
      const path = this.overrides.size > 0 ? prefix + formatFieldPath([name]) : "";
      const modes = this.overrides.get(path) ?? inherited;
      const isMap = value.mapValue && !isVector(value);
      const bytes = isMap ? this.addFields(mapFields(value), `${path}.`, pathBytes, modes) : valueSize(value);
      this.add(modes.whole, pathBytes + Math.min(bytes, INDEXED_VALUE_BYTES));
      if (value.arrayValue && modes.each > 0) {
        for (const element of distinct(elements(value)))
          this.add(modes.each, pathBytes + indexedSize(element));
      }
      size += nameBytes + bytes;
    }
    return size;
  }

  private addComposite({ fields }: CompositeIndex): void {
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
    for (const row of rows)
      this.add(
        1,
        row.reduce((sum, value) => sum + indexedSize(value), 0),
      );
  }

  private add(count: number, bytes: number): void {
    if (count > 0 && this.baseBytes + bytes > MOST_ENTRY_BYTES)
      throw invalidArgument("Index entry is too large.");
    this.count += count;
    this.bytes += count * (this.baseBytes + bytes);
  }
}

function modesOf({ indexes }: FieldOverride): Modes {
  const whole = indexes.filter(({ order }) => order !== undefined).length;
  return { whole, each: indexes.length - whole };
}

const indexedSize = (value: Value): number => Math.min(valueSize(value), INDEXED_VALUE_BYTES);
