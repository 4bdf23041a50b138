import { runQuery } from "../queries/execute.js";
import { matchesWithin, type Query } from "../queries/query.js";
import type { Change, Document } from "../storage/document.js";
import type { Store } from "../storage/store.js";
import type { Micros } from "../values/timestamp.js";
import type { Target, TargetDiff } from "./target.js";

/** Listens to a query. */
export function queryTarget(store: Store, query: Query): Target {
  return query.limit === Infinity && query.offset === 0
    ? new WholeQuery(store, query)
    : new Window(store, query);
}

/** A query without limit or offset. It keeps no results. */
class WholeQuery implements Target {
  constructor(
    private readonly store: Store,
    private readonly query: Query,
  ) {}

  start(since: Micros | undefined): TargetDiff {
    if (since === undefined) return { changed: [...runQuery(this.store, this.query)], removed: [] };
    const then = [...this.store.history.changedSince(since)];
    return this.apply(then.map(([name, before]) => ({ name, before, after: this.store.get(name) })));
  }

  apply(changes: readonly Change[]): TargetDiff {
    const diff: TargetDiff = { changed: [], removed: [] };
    for (const { name, before, after } of changes) {
      if (after && matchesWithin(this.query, after)) diff.changed.push(after);
      else if (before && matchesWithin(this.query, before)) diff.removed.push(name);
    }
    return diff;
  }

  count(): number {
    let count = 0;
    for (const _ of runQuery(this.store, this.query)) count++;
    return count;
  }
}

/**
 * A query with a limit or an offset. It runs again if a document that changes matches it before or after the change,
 * because another document may then enter the result.
 */
class Window implements Target {
  private members = new Map<string, Document>();

  constructor(
    private readonly store: Store,
    private readonly query: Query,
  ) {}

  start(since: Micros | undefined): TargetDiff {
    this.members = since === undefined ? new Map() : this.at(since);
    return this.rerun();
  }

  apply(changes: readonly Change[]): TargetDiff {
    const touched = changes.some(
      ({ before, after }) =>
        (before && matchesWithin(this.query, before)) || (after && matchesWithin(this.query, after)),
    );
    return touched ? this.rerun() : { changed: [], removed: [] };
  }

  count(): number {
    return this.members.size;
  }

  private rerun(): TargetDiff {
    const members = this.at(undefined);
    const diff: TargetDiff = {
      changed: [...members.values()].filter((document) => this.members.get(document.name) !== document),
      removed: [...this.members.keys()].filter((name) => !members.has(name)),
    };
    this.members = members;
    return diff;
  }

  private at(time: Micros | undefined): Map<string, Document> {
    return new Map([...runQuery(this.store, this.query, time)].map((document) => [document.name, document]));
  }
}
