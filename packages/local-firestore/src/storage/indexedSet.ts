import type { Document } from "./document.js";
import { Index, type IndexField } from "./fieldIndex.js";

/** The most indexes that a set keeps. The least recently used one is dropped first. */
const MOST_INDEXES = 64;

/** Documents that are queried together. An index is built when a query needs it. */
export class IndexedSet {
  private readonly documents = new Map<string, Document>();
  private readonly indexes = new Map<string, Index>();

  get size(): number {
    return this.documents.size;
  }

  all(): Iterable<Document> {
    return this.documents.values();
  }

  update(name: string, before: Document | null, after: Document | null): void {
    if (after) this.documents.set(name, after);
    else this.documents.delete(name);
    for (const index of this.indexes.values()) index.update(before, after);
  }

  index(fields: readonly IndexField[]): Index {
    const key = Index.key(fields);
    const index = this.indexes.get(key) ?? new Index(fields, this.documents.values());
    this.indexes.delete(key);
    this.indexes.set(key, index);
    const [oldest] = this.indexes.keys();
    if (this.indexes.size > MOST_INDEXES && oldest !== undefined) this.indexes.delete(oldest);
    return index;
  }
}
