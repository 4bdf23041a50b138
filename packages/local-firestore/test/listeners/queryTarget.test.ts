import { expect } from "chai";
import fc from "fast-check";
import { queryTarget } from "../../src/listeners/queryTarget.js";
import type { TargetDiff } from "../../src/listeners/target.js";
import { runQuery } from "../../src/queries/execute.js";
import { parseQuery } from "../../src/queries/query.js";
import { Store } from "../../src/storage/store.js";
import { fields, named, ROOT, value } from "../values/make.js";

const step = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.option(fc.integer({ min: 0, max: 6 })));

function put(store: Store, id: number, n: number | null): void {
  const time = store.clock.now();
  const name = named(`q/${id}`);
  const after =
    n === null ? null : { name, fields: fields({ n }), createTime: time, updateTime: time, size: 1 };
  store.apply([{ name, before: store.get(name), after }], time);
}

function told(client: Map<string, unknown>, { changed, removed }: TargetDiff): void {
  for (const document of changed) client.set(document.name, document);
  for (const name of removed) client.delete(name);
}

describe("a client that listens to a query", () => {
  for (const [kind, limit, offset] of [
    ["whole", undefined, 0],
    ["with a limit", 2, 0],
    ["with an offset", 2, 1],
  ] as const) {
    it(`${kind} always has what the query finds, also after a break`, () => {
      const query = parseQuery(ROOT, {
        from: [{ collectionId: "q" }],
        where: { fieldFilter: { field: { fieldPath: "n" }, op: "GREATER_THAN", value: value(2) } },
        offset,
        ...(limit && { limit: { value: limit } }),
      });
      fc.assert(
        fc.property(fc.array(step), fc.array(step), fc.array(step), (before, during, away) => {
          const store = new Store();
          const client = new Map<string, unknown>();
          const expected = () => [...runQuery(store, query)].map(({ name }) => name).sort();
          for (const [id, n] of before) put(store, id, n);
          const target = queryTarget(store, query);
          told(client, target.start(undefined));
          const unsubscribe = store.onCommit((changes) => {
            told(client, target.apply(changes));
            expect([...client.keys()].sort()).to.deep.equal(expected());
          });
          for (const [id, n] of during) put(store, id, n);
          unsubscribe();
          const left = store.clock.now();
          for (const [id, n] of away) put(store, id, n);
          const resumed = queryTarget(store, query);
          told(client, resumed.start(left));
          expect([...client.keys()].sort()).to.deep.equal(expected());
          expect(resumed.count()).to.equal(client.size);
        }),
        { numRuns: 300 },
      );
    });
  }

  it("is told of a document that left the query, once", () => {
    const store = new Store();
    put(store, 1, 5);
    const where = { fieldFilter: { field: { fieldPath: "n" }, op: "GREATER_THAN", value: value(2) } };
    const target = queryTarget(store, parseQuery(ROOT, { from: [{ collectionId: "q" }], where }));
    target.start(undefined);
    const diffs: TargetDiff[] = [];
    store.onCommit((changes) => diffs.push(target.apply(changes)));
    put(store, 1, 1);
    put(store, 1, 0);
    expect(diffs).to.deep.equal([
      { changed: [], removed: [named("q/1")] },
      { changed: [], removed: [] },
    ]);
  });
});
