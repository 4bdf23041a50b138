import type { Change } from "../storage/document.js";
import type { Store } from "../storage/store.js";
import type { Micros } from "../values/timestamp.js";
import type { Target, TargetDiff } from "./target.js";

/** Listens to documents by name, whether they exist or not. */
export class DocumentsTarget implements Target {
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly store: Store,
    names: readonly string[],
  ) {
    this.names = new Set(names);
  }

  start(since: Micros | undefined): TargetDiff {
    const changed = since === undefined ? undefined : this.store.history.changedSince(since);
    return this.diff([...this.names].filter((name) => !changed || changed.has(name)));
  }

  apply(changes: readonly Change[]): TargetDiff {
    return this.diff(changes.map(({ name }) => name).filter((name) => this.names.has(name)));
  }

  count(): number {
    return [...this.names].filter((name) => this.store.get(name)).length;
  }

  private diff(names: string[]): TargetDiff {
    const diff: TargetDiff = { changed: [], removed: [] };
    for (const name of names) {
      const document = this.store.get(name);
      if (document) diff.changed.push(document);
      else diff.removed.push(name);
    }
    return diff;
  }
}
