import type { Change, Document } from "../storage/document.js";

/** A transaction that holds locks. The lower its `age`, the older it is. */
export interface Holder {
  readonly age: number;
  /** Called with the reason when the transaction loses its locks. */
  wound(reason: string): void;
}

/** Returns whether a document is in the range of a query. */
export type Range = (document: Document) => boolean;

/** The planned changes of a write. */
export interface Intent {
  readonly names: ReadonlySet<string>;
  /** Each document before and after the write, if the write ran now. Called only where a range is locked or wanted. */
  changes(): readonly Change[];
}

/**
 * The shared locks that reads have taken: on documents, existing or not, and on query results. A write conflicts with a
 * range lock if a document is in the range before or after the write.
 */
export class LockTable {
  private readonly names = new Map<string, Set<Holder>>();
  private readonly ranges = new Map<Holder, Range[]>();
  private readonly held = new Map<Holder, Set<string>>();

  lockNames(holder: Holder, names: Iterable<string>): void {
    const held = getOrAdd(this.held, holder, () => new Set());
    for (const name of names) {
      held.add(name);
      getOrAdd(this.names, name, () => new Set<Holder>()).add(holder);
    }
  }

  lockRange(holder: Holder, range: Range): void {
    getOrAdd(this.ranges, holder, () => []).push(range);
  }

  release(holder: Holder): void {
    for (const name of this.held.get(holder) ?? []) {
      const holders = this.names.get(name);
      holders?.delete(holder);
      if (holders?.size === 0) this.names.delete(name);
    }
    this.held.delete(holder);
    this.ranges.delete(holder);
  }

  /** All holders except `writer` whose locks conflict with a write. */
  conflicts(intent: Intent, writer?: Holder): Set<Holder> {
    const holders = new Set<Holder>();
    for (const name of intent.names) {
      for (const holder of this.names.get(name) ?? []) holders.add(holder);
    }
    const changes = this.ranges.size > 0 ? intent.changes() : [];
    for (const [holder, ranges] of this.ranges) {
      if (ranges.some((range) => changes.some((change) => touches(range, change)))) holders.add(holder);
    }
    if (writer) holders.delete(writer);
    return holders;
  }
}

/** Whether a document is in a range before or after a change. */
export function touches(range: Range, { before, after }: Change): boolean {
  return (before !== null && range(before)) || (after !== null && range(after));
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
