import { runQuery } from "../queries/execute.js";
import { matchesWithin, type Query } from "../queries/query.js";
import type { Change, Document } from "../storage/document.js";
import type { Store } from "../storage/store.js";
import type { Micros } from "../values/timestamp.js";

/** What a target's client must be told after a change. */
export interface TargetDiff {
  changed: Document[];
  /** Names that no longer belong to the target. */
  removed: string[];
}

/** Something a client listens to, and which documents it has been told of. */
export interface Target {
  /** What is there now, as a difference to nothing or to a past moment. */
  start(since: Micros | undefined): TargetDiff;
  /** The difference a commit makes, at a cost of what it changed. */
  apply(changes: readonly Change[]): TargetDiff;
  /** How many documents belong to the target. */
  count(): number;
}

/** Listens to documents by name. */
export class DocumentsTarget implements Target {
  private readonly names: Set<string>;

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

/** Listens to a query. Without limit and offset a commit is compared with the query alone; else the query runs again. */
export class QueryTarget implements Target {
  private members = new Map<string, Document>();

  constructor(
    private readonly store: Store,
    readonly query: Query,
  ) {}

  start(since: Micros | undefined): TargetDiff {
    if (since !== undefined) {
      for (const document of runQuery(this.store, this.query, since))
        this.members.set(document.name, document);
    }
    return this.rerun();
  }

  apply(changes: readonly Change[]): TargetDiff {
    const touched = changes.filter(
      ({ before, after }) =>
        (before && matchesWithin(this.query, before)) || (after && matchesWithin(this.query, after)),
    );
    if (touched.length === 0) return { changed: [], removed: [] };
    if (this.query.limit !== Infinity || this.query.offset > 0) return this.rerun();
    const diff: TargetDiff = { changed: [], removed: [] };
    for (const { name, after } of touched) {
      if (after && matchesWithin(this.query, after)) {
        this.members.set(name, after);
        diff.changed.push(after);
      } else if (this.members.delete(name)) diff.removed.push(name);
    }
    return diff;
  }

  count(): number {
    return this.members.size;
  }

  private rerun(): TargetDiff {
    const members = new Map<string, Document>();
    for (const document of runQuery(this.store, this.query)) members.set(document.name, document);
    const diff: TargetDiff = {
      changed: [...members.values()].filter((document) => this.members.get(document.name) !== document),
      removed: [...this.members.keys()].filter((name) => !members.has(name)),
    };
    this.members = members;
    return diff;
  }
}
