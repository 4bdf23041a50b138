import { expect } from "chai";
import type { Charge, Message } from "../../src/service.js";
import { createEngine } from "../../src/service/engine.js";
import { Databases } from "../../src/service/database.js";
import { fields, named, ROOT } from "../values/make.js";
import { ADMIN } from "./stream.js";

const DATABASE = ROOT.slice(0, -"/documents".length);
const engine = createEngine(new Databases());

/** What a call is charged, also if it fails, as `reads writes deletes`. */
async function charged(call: (context: typeof ADMIN) => Promise<unknown>): Promise<string> {
  const sum = { read: 0, write: 0, delete: 0 };
  const charge = ({ operation, units, collection }: Charge) => {
    expect(collection).to.equal("q");
    sum[operation] += units;
  };
  await call({ ...ADMIN, charge }).catch(() => undefined);
  return `${sum.read} ${sum.write} ${sum.delete}`;
}
const commit = (...writes: Message[]) =>
  charged((context) => engine.unary.commit({ database: DATABASE, writes }, context));
const query = (more: Message = {}) =>
  charged((context) =>
    engine.serverStream.runQuery(
      { parent: ROOT, structuredQuery: { from: [{ collectionId: "q" }], ...more } },
      context,
      () => undefined,
    ),
  );
const count = (more: Message = {}) =>
  charged((context) =>
    engine.serverStream.runAggregationQuery(
      {
        parent: ROOT,
        structuredAggregationQuery: {
          structuredQuery: { from: [{ collectionId: "q" }], ...more },
          aggregations: [{ count: {} }],
        },
      },
      context,
      () => undefined,
    ),
  );
const set = (id: number): Message => ({ update: { name: named(`q/${id}`), fields: fields({ id }) } });

describe("the bill", () => {
  it("has a write for each write, and a delete for each delete, also of nothing", async () => {
    expect(await commit(set(1), set(2), { delete: named("q/9") })).to.equal("0 2 1");
  });

  it("has nothing for a commit that was refused", async () => {
    expect(await commit(set(3), { ...set(1), currentDocument: { exists: false } })).to.equal("0 0 0");
  });

  it("has a read for each document asked for by name, whether it is there or not", async () => {
    const documents = [named("q/1"), named("q/9")];
    const get = charged((context) =>
      engine.serverStream.batchGetDocuments({ database: DATABASE, documents }, context, () => undefined),
    );
    expect(await get).to.equal("2 0 0");
    const missing = charged((context) => engine.unary.getDocument({ name: named("q/9") }, context));
    expect(await missing).to.equal("1 0 0");
  });

  it("has a read for each result of a query and each document its offset skips, and one for none", async () => {
    expect(await query()).to.equal("2 0 0");
    expect(await query({ offset: 1 })).to.equal("2 0 0");
    expect(await query({ limit: { value: 1 } })).to.equal("1 0 0");
    const nothing = { fieldFilter: { field: { fieldPath: "id" }, op: "EQUAL", value: { stringValue: "x" } } };
    expect(await query({ where: nothing })).to.equal("1 0 0");
    expect(await count({ where: nothing })).to.equal("1 0 0");
  });

  it("has a read for each thousand index entries of an aggregation, begun ones too", async () => {
    await commit(...Array.from({ length: 998 }, (_, i) => set(i + 1)), set(1999), set(2000));
    expect(await count()).to.equal("1 0 0");
    await commit(set(3000));
    expect(await count()).to.equal("2 0 0");
  });
});
