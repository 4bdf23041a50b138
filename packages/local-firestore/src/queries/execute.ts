import type { Document } from "../storage/document.js";
import type { IndexEntry } from "../storage/fieldIndex.js";
import type { Store } from "../storage/store.js";
import type { Micros } from "../values/timestamp.js";
import { compareDocuments, matchesWithin, type Query } from "./query.js";
import { planScan } from "./scan.js";

/** The cost of answering a query, for billing and for query explanations. */
export interface QueryCost {
  /** The documents that the offset skipped. The cloud bills them like results. */
  skipped: number;
  entriesScanned: number;
}

/**
 * The documents that a query finds, in the query's order, now or at the past time `at`. They are found one by one, so a
 * caller that stops early saves the rest. The caller must take them before the store changes.
 * @throws {StatusError} FAILED_PRECONDITION if `at` is too long ago.
 */
export function* runQuery(
  store: Store,
  query: Query,
  at?: Micros,
  cost: QueryCost = { skipped: 0, entriesScanned: 0 },
): Generator<Document> {
  let taken = 0;
  if (query.limit === 0) return;
  for (const document of inOrder(store, query, at, cost)) {
    if (cost.skipped < query.offset) {
      cost.skipped++;
      continue;
    }
    yield document;
    if (++taken >= query.limit) return;
  }
}

function inOrder(store: Store, query: Query, at: Micros | undefined, cost: QueryCost): Iterable<Document> {
  const changed = at === undefined ? undefined : store.history.changedSince(at);
  const sources = query.disjunctions.flatMap((conjunction): Iterable<Document>[] => {
    const { fields, probes, reverse, name } = planScan(query, conjunction);
    if (name !== undefined) return [one(store.get(name), query)];
    const index = store.set(query.scope).index(fields);
    return probes.map((probe) => entries(index.scan(probe, reverse), query, cost));
  });
  if (!changed) return merge(sources, query);
  // The past result is the present result without the documents changed since then, plus the past versions of these.
  const past = [...changed.values()].filter(
    (document) => document !== null && matchesWithin(query, document),
  );
  const sorted = (past as Document[]).sort((a, b) => compareDocuments(query.order, a, b));
  return merge([...sources.map((source) => without(source, changed)), sorted], query);
}

function* entries(scanned: Iterable<IndexEntry>, query: Query, cost: QueryCost): Generator<Document> {
  for (const { document } of scanned) {
    cost.entriesScanned++;
    if (matchesWithin(query, document)) yield document;
  }
}

const one = (document: Document | null, query: Query): Document[] =>
  document && matchesWithin(query, document) ? [document] : [];

function* without(documents: Iterable<Document>, names: ReadonlyMap<string, unknown>): Generator<Document> {
  for (const document of documents) if (!names.has(document.name)) yield document;
}

/** Merges sorted sources. A document that is in several sources is returned once. */
function* merge(sources: Iterable<Document>[], query: Query): Generator<Document> {
  if (sources.length === 1) return yield* sources[0] ?? [];
  const heads = sources.map((source) => {
    const iterator = source[Symbol.iterator]();
    return { iterator, next: iterator.next() };
  });
  for (;;) {
    let least: Document | undefined;
    for (const { next } of heads) {
      if (!next.done && (!least || compareDocuments(query.order, next.value, least) < 0)) least = next.value;
    }
    if (!least) return;
    for (const head of heads) {
      if (!head.next.done && head.next.value.name === least.name) head.next = head.iterator.next();
    }
    yield least;
  }
}
