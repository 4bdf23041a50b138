import type { Change, Document } from "../storage/document.js";

/** Whoever holds locks: a transaction. The lower its age, the older it is, and the older one wins. */
export interface Holder {
  readonly age: number;
  /** Told that its locks were taken away, and why. */
  wound(reason: string): void;
}

/** Whether a document belongs to what a query read, so that changing it would change the query's result. */
export type Range = (document: Document) => boolean;

/**
 * The shared locks that reads have taken: on documents, existing or not, and on query results. A write conflicts with a
 * range lock if the document is in the range before or after it, so that no phantom can appear in or vanish from it.
 */
export class LockTable {
  private readonly names = new Map<string, Set<Holder>>();
  private readonly held = new Map<Holder, { names: Set<string>; ranges: Range[] }>();
  private readonly rangeHolders = new Set<Holder>();

  lockNames(holder: Holder, names: Iterable<string>): void {
    const held = this.heldBy(holder);
    for (const name of names) {
      held.names.add(name);
      let holders = this.names.get(name);
      if (!holders) this.names.set(name, (holders = new Set()));
      holders.add(holder);
    }
  }

  lockRange(holder: Holder, range: Range): void {
    this.heldBy(holder).ranges.push(range);
    this.rangeHolders.add(holder);
  }

  release(holder: Holder): void {
    for (const name of this.held.get(holder)?.names ?? []) {
      const holders = this.names.get(name);
      holders?.delete(holder);
      if (holders?.size === 0) this.names.delete(name);
    }
    this.held.delete(holder);
    this.rangeHolders.delete(holder);
  }

  /** Everyone but `writer` whose locks these changes would break. */
  conflicts(changes: readonly Change[], writer?: Holder): Set<Holder> {
    const holders = new Set<Holder>();
    for (const { name } of changes) {
      for (const holder of this.names.get(name) ?? []) holders.add(holder);
    }
    for (const holder of this.rangeHolders) {
      if (this.held.get(holder)?.ranges.some((range) => changes.some((change) => touches(range, change)))) {
        holders.add(holder);
      }
    }
    if (writer) holders.delete(writer);
    return holders;
  }

  private heldBy(holder: Holder): { names: Set<string>; ranges: Range[] } {
    let held = this.held.get(holder);
    if (!held) this.held.set(holder, (held = { names: new Set(), ranges: [] }));
    return held;
  }
}

/** Whether a change moves a document into, out of or within a range. */
export function touches(range: Range, { before, after }: Change): boolean {
  return (before !== null && range(before)) || (after !== null && range(after));
}
