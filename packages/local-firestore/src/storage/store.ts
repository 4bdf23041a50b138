import { collectionIdOf, collectionOf, relativePath } from "../values/names.js";
import { isWholeMicros, type Micros, toMicros } from "../values/timestamp.js";
import type { Timestamp } from "../values/value.js";
import { invalidArgument } from "../status.js";
import { Clock } from "./clock.js";
import type { Change, Document } from "./document.js";
import { History, RETENTION, tooOld } from "./history.js";
import { IndexedSet } from "./indexedSet.js";

/** The documents that a query covers: one collection, all collections with one id, or all documents. */
export type Scope =
  { kind: "collection"; name: string } | { kind: "group"; collectionId: string } | { kind: "everything" };

/** Called after each commit that changed something. */
export type CommitListener = (changes: readonly Change[], commitTime: Micros) => void;

/** The documents of one database, and its history. Locks and preconditions are handled elsewhere. */
export class Store {
  readonly clock = new Clock();
  readonly history: History;
  private readonly documents = new Map<string, Document>();
  private readonly collections = new Map<string, IndexedSet>();
  /** The names of the collections with each collection id. They are the members of a collection group. */
  private readonly groups = new Map<string, Set<string>>();
  /** The documents of each collection group, by collection id. Each set is built by the first query that needs it. */
  private readonly groupSets = new Map<string, IndexedSet>();
  /** All documents. The set is built by the first query that needs it. */
  private everything: IndexedSet | undefined;
  private readonly listeners = new Set<CommitListener>();

  constructor(history?: History) {
    this.history = history ?? new History(this.clock.now());
  }

  get size(): number {
    return this.documents.size;
  }

  /** A document as it is now, or as it was at a past time. Null if missing. @throws as {@link reader}. */
  get(name: string, at?: Micros): Document | null {
    return this.reader(at)(name);
  }

  /**
   * Returns a function that reads documents as they are now or, with `at`, as they were then. Use it before the store
   * changes.
   * @throws {StatusError} FAILED_PRECONDITION if `at` is too long ago.
   */
  reader(at?: Micros): (name: string) => Document | null {
    const current = (name: string): Document | null => this.documents.get(name) ?? null;
    if (at === undefined) return current;
    const changed = this.history.changedSince(at);
    return (name) => (changed.has(name) ? (changed.get(name) ?? null) : current(name));
  }

  /**
   * The past time at which a client asks to read.
   * @throws {StatusError} FAILED_PRECONDITION if it is too long ago, INVALID_ARGUMENT if it is in the future or not in
   * whole microseconds.
   */
  readTime(asked: Timestamp): Micros {
    if (!isWholeMicros(asked))
      throw invalidArgument("The requested 'read_time' must be in whole microseconds.");
    const time = toMicros(asked);
    const now = this.clock.now();
    if (time > now) throw invalidArgument("The requested 'read_time' cannot be in the future.");
    if (time < now - RETENTION || !this.history.reaches(time)) throw tooOld();
    return time;
  }

  /** Calls `listener` after each commit that changed something, until the returned function is called. */
  onCommit(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  apply(changes: readonly Change[], time: Micros): void {
    if (changes.length === 0) return;
    for (const change of changes) this.replace(change);
    this.history.record(time, changes);
    for (const listener of this.listeners) listener(changes, time);
  }

  /** Removes every document, or those at and below a path, as one commit. Removing everything ends the history too. */
  clear(path = ""): void {
    const changes = [...this.documents.values()]
      .filter(({ name }) => path === "" || `${relativePath(name)}/`.startsWith(`${path}/`))
      .map((before) => ({ name: before.name, before, after: null }));
    this.apply(changes, this.clock.now());
    if (path === "") this.history.clear(this.clock.now());
  }

  set(scope: Scope): IndexedSet {
    switch (scope.kind) {
      case "collection":
        return this.collections.get(scope.name) ?? new IndexedSet();
      case "group":
        return (
          this.groupSets.get(scope.collectionId) ??
          remember(this.groupSets, scope.collectionId, this.gather(this.groups.get(scope.collectionId) ?? []))
        );
      case "everything":
        return (this.everything ??= this.gather(this.collections.keys()));
    }
  }

  /** The names of all collections that hold a document, now or at the past time `at`. @throws as {@link reader}. */
  collectionNames(at?: Micros): Iterable<string> {
    if (at === undefined) return this.collections.keys();
    const changed = this.history.changedSince(at);
    const names = new Set<string>();
    for (const [name, before] of changed) if (before) names.add(collectionOf(name));
    for (const [name, collection] of this.collections) {
      if (!names.has(name) && some(collection.all(), (document) => !changed.has(document.name)))
        names.add(name);
    }
    return names;
  }

  private gather(collectionNames: Iterable<string>): IndexedSet {
    const set = new IndexedSet();
    for (const name of collectionNames) {
      for (const document of this.collections.get(name)?.all() ?? [])
        set.update(document.name, null, document);
    }
    return set;
  }

  private replace({ name, before, after }: Change): void {
    if (after) this.documents.set(name, after);
    else this.documents.delete(name);
    const collectionName = collectionOf(name);
    const collectionId = collectionIdOf(name);
    let collection = this.collections.get(collectionName);
    if (!collection) {
      collection = remember(this.collections, collectionName, new IndexedSet());
      const members = this.groups.get(collectionId) ?? remember(this.groups, collectionId, new Set());
      members.add(collectionName);
    }
    collection.update(name, before, after);
    this.groupSets.get(collectionId)?.update(name, before, after);
    this.everything?.update(name, before, after);
    if (collection.size === 0) this.drop(collectionName, collectionId);
  }

  private drop(collectionName: string, collectionId: string): void {
    this.collections.delete(collectionName);
    const members = this.groups.get(collectionId);
    members?.delete(collectionName);
    if (members?.size === 0) this.groups.delete(collectionId);
  }
}

function some<T>(values: Iterable<T>, holds: (value: T) => boolean): boolean {
  for (const value of values) if (holds(value)) return true;
  return false;
}

function remember<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
