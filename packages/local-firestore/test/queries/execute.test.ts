import { expect } from "chai";
import fc from "fast-check";
import { runQuery } from "../../src/queries/execute.js";
import type { FilterMessage, StructuredQuery } from "../../src/queries/messages.js";
import { compareDocuments, matchesWithin, parseQuery, type Query } from "../../src/queries/query.js";
import type { Document } from "../../src/storage/document.js";
import { Store } from "../../src/storage/store.js";
import type { Fields, Value } from "../../src/values/value.js";
import { double, fields, named, ROOT, value } from "../values/make.js";

function put(store: Store, path: string, content: Fields | null): number {
  const time = store.clock.now();
  const name = named(path);
  const before = store.get(name);
  const after = content && { name, fields: content, createTime: time, updateTime: time, size: 50 };
  store.apply([{ name, before, after }], time);
  return time;
}

/** The names of a query's results, found by looking at each document, without any index. */
function answer(documents: Iterable<Document>, query: Query): string[] {
  return [...documents]
    .filter((document) => matchesWithin(query, document))
    .sort((a, b) => compareDocuments(query.order, a, b))
    .slice(query.offset, query.offset + query.limit)
    .map(({ name }) => name);
}

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -2, max: 2 }).map(value),
  fc.constantFrom(double(0.5), double(NaN), double(1), double(-0)),
  fc.constantFrom("a", "b").map(value),
  fc.boolean().map(value),
  fc.constant(value(null)),
);
const few = fc.constantFrom(value(1), value("a"), double(NaN), value(null));
const list = fc
  .array(few, { minLength: 1, maxLength: 3 })
  .map((values): Value => ({ arrayValue: { values } }));
const field = fc.constantFrom("a", "b", "c");
const content = fc.dictionary(field, fc.oneof(scalar, list), { maxKeys: 3 });

const filter: fc.Arbitrary<FilterMessage> = fc.oneof(
  fc
    .tuple(
      field,
      fc.constantFrom("EQUAL", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "ARRAY_CONTAINS"),
      fc.oneof(scalar, few),
    )
    .map(([fieldPath, op, of]) => ({ fieldFilter: { field: { fieldPath }, op, value: of } })),
  fc
    .tuple(field, fc.constantFrom("IN", "ARRAY_CONTAINS_ANY", "NOT_IN"), list)
    .map(([fieldPath, op, of]) => ({ fieldFilter: { field: { fieldPath }, op, value: of } })),
  fc
    .tuple(field, fc.constantFrom("NOT_EQUAL", "LESS_THAN_OR_EQUAL", "GREATER_THAN"), scalar)
    .map(([fieldPath, op, of]) => ({ fieldFilter: { field: { fieldPath }, op, value: of } })),
  fc
    .tuple(field, fc.constantFrom("IS_NULL", "IS_NAN", "IS_NOT_NULL"))
    .map(([fieldPath, op]) => ({ unaryFilter: { field: { fieldPath }, op } })),
);
const where = fc.option(
  fc
    .tuple(fc.constantFrom("AND", "OR"), fc.array(filter, { minLength: 1, maxLength: 3 }))
    .map(([op, filters]) => ({ compositeFilter: { op, filters } })),
  { nil: undefined },
);
const orderBy = fc
  .uniqueArray(fc.tuple(field, fc.constantFrom("ASCENDING", "DESCENDING")), {
    maxLength: 2,
    selector: ([f]) => f,
  })
  .map((orders) => orders.map(([fieldPath, direction]) => ({ field: { fieldPath }, direction })));
const cursor = fc.option(fc.record({ values: fc.array(scalar, { maxLength: 2 }), before: fc.boolean() }), {
  nil: undefined,
});
const query = fc.record({
  where,
  orderBy,
  startAt: cursor,
  endAt: cursor,
  offset: fc.nat({ max: 2 }),
  limit: fc.option(
    fc.nat({ max: 4 }).map((of) => ({ value: of })),
    { nil: undefined },
  ),
});

/** Parses a query. Undefined if it is refused. */
function parse(message: unknown, allDescendants: boolean): Query | undefined {
  try {
    return parseQuery(ROOT, {
      ...(message as StructuredQuery),
      from: [{ collectionId: "q", allDescendants }],
    });
  } catch {
    return undefined;
  }
}

describe("a query", () => {
  it("finds by index just what looking at each document finds, now and in the past", () => {
    const change = fc.tuple(
      fc.constantFrom("q/1", "q/2", "q/3", "p/1/q/1", "q/1/q/1", "r/1"),
      fc.option(content),
    );
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 12 }),
        fc.array(change, { maxLength: 8 }),
        fc.array(fc.tuple(query, fc.boolean()), { minLength: 1, maxLength: 4 }),
        (first, second, messages) => {
          const store = new Store();
          const queries = messages.flatMap(([message, all]) => parse(message, all) ?? []);
          for (const [path, to] of first) put(store, path, to);
          const then = store.clock.now();
          const was = queries.map((one) => answer([...store.set({ kind: "everything" }).all()], one));
          // Running the queries builds their indexes. The second changes must then update these indexes.
          queries.forEach((one) => [...runQuery(store, one)]);
          for (const [path, to] of second) put(store, path, to);
          for (const [i, one] of queries.entries()) {
            const now = [...runQuery(store, one)].map(({ name }) => name);
            expect(now).to.deep.equal(answer(store.set({ kind: "everything" }).all(), one));
            expect([...runQuery(store, one, then)].map(({ name }) => name)).to.deep.equal(was[i]);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("scans no more than it finds", () => {
    const store = new Store();
    for (let i = 0; i < 2000; i++) put(store, `q/${i}`, fields({ kind: i % 100, n: i }));
    const kind: FilterMessage = {
      fieldFilter: { field: { fieldPath: "kind" }, op: "EQUAL", value: value(7) },
    };
    const recent: FilterMessage = {
      fieldFilter: { field: { fieldPath: "n" }, op: "GREATER_THAN", value: value(1000) },
    };
    const both = parseQuery(ROOT, {
      from: [{ collectionId: "q" }],
      where: { compositeFilter: { op: "AND", filters: [kind, recent] } },
    });
    const cost = { skipped: 0, entriesScanned: 0 };
    expect([...runQuery(store, both, undefined, cost)]).to.have.length(10);
    expect(cost.entriesScanned).to.equal(10);
    for (let i = 0; i < 5; i++) put(store, `other/${i}`, fields({ kind: "rare" }));
    for (let i = 5; i < 2000; i++) put(store, `other/${i}`, fields({ kind: "common" }));
    const where: FilterMessage = {
      fieldFilter: { field: { fieldPath: "kind" }, op: "NOT_EQUAL", value: value("common") },
    };
    const rare = parseQuery(ROOT, { from: [{ collectionId: "other" }], where });
    cost.entriesScanned = 0;
    expect([...runQuery(store, rare, undefined, cost)]).to.have.length(5);
    expect(cost.entriesScanned).to.equal(5);
  });

  it("finds documents by name, whole collection groups, and everything below a document", () => {
    const store = new Store();
    for (const path of ["q/1", "q/2", "p/1/q/3", "p/1/r/4/q/5", "p/2/q/6"]) put(store, path, {});
    const find = (parent: string, message: StructuredQuery) =>
      [...runQuery(store, parseQuery(parent, message))].map(({ name }) => name.slice(ROOT.length + 1));
    const isName = (op: string, of: Value): FilterMessage => ({
      fieldFilter: { field: { fieldPath: "__name__" }, op, value: of },
    });
    const reference = (path: string): Value => ({ referenceValue: named(path) });
    const q = { collectionId: "q" };
    expect(find(ROOT, { from: [q], where: isName("EQUAL", reference("q/2")) })).to.deep.equal(["q/2"]);
    expect(find(ROOT, { from: [q], where: isName("GREATER_THAN", reference("q/1")) })).to.deep.equal(["q/2"]);
    const two: Value = { arrayValue: { values: [reference("q/2"), reference("q/9"), reference("q/1")] } };
    expect(find(ROOT, { from: [q], where: isName("IN", two) })).to.deep.equal(["q/1", "q/2"]);
    const group = { ...q, allDescendants: true };
    expect(find(ROOT, { from: [group] })).to.deep.equal(["p/1/q/3", "p/1/r/4/q/5", "p/2/q/6", "q/1", "q/2"]);
    expect(find(named("p/1"), { from: [group] })).to.deep.equal(["p/1/q/3", "p/1/r/4/q/5"]);
    expect(find(named("p/1"), { from: [{ allDescendants: true }] })).to.deep.equal([
      "p/1/q/3",
      "p/1/r/4/q/5",
    ]);
    const descending = [{ field: { fieldPath: "__name__" }, direction: "DESCENDING" }];
    expect(find(ROOT, { from: [q], orderBy: descending })).to.deep.equal(["q/2", "q/1"]);
  });
});
