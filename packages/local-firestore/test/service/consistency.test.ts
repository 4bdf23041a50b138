import { expect } from "chai";
import { Databases } from "../../src/service/database.js";
import { createEngine } from "../../src/service/engine.js";
import type { Message } from "../../src/service.js";
import { fields, named, ROOT } from "../values/make.js";
import { ADMIN, collector } from "./stream.js";

const DATABASE = ROOT.slice(0, -"/documents".length);
const set = (name: string): Message => ({ update: { name, fields: fields({ n: 1 }) } });

describe("transactions and read times of the service", () => {
  const databases = new Databases();
  const { unary, serverStream } = createEngine(databases);
  after(() => databases.close());
  const codeOf = (work: Promise<unknown>): Promise<number> =>
    work.then(
      () => 0,
      (error: { code: number }) => error.code,
    );

  it("aborts the commit of a transaction that was committed or rolled back", async () => {
    const begin = async () => (await unary.beginTransaction({ database: DATABASE }, ADMIN))["transaction"];
    const commit = (transaction: unknown) =>
      unary.commit({ database: DATABASE, transaction, writes: [] }, ADMIN);
    const committed = await begin();
    expect(await codeOf(commit(committed))).to.equal(0);
    expect(await codeOf(commit(committed))).to.equal(10);
    const rolledBack = await begin();
    expect(await codeOf(unary.rollback({ database: DATABASE, transaction: rolledBack }, ADMIN))).to.equal(0);
    expect(await codeOf(commit(rolledBack))).to.equal(10);
  });

  // firestore.proto: a `read_time` is "a microsecond precision timestamp within the past one hour".
  const past = (seconds: number, nanos = 0) => ({
    seconds: String(Math.floor(Date.now() / 1000) - seconds),
    nanos,
  });
  const READ_TIMES: [string, { seconds: string; nanos?: number }, number][] = [
    ["of 2020", { seconds: "1577836800" }, 9],
    ["of over an hour ago", past(3700), 9],
    ["to come", past(-86_400), 3],
    ["between two microseconds", past(10, 1), 3],
    ["before the server began", past(60), 0],
  ];
  for (const [which, readTime, code] of READ_TIMES) {
    it(`answers a read time ${which} at once with code ${code}`, async () => {
      const begun = unary.beginTransaction(
        { database: DATABASE, options: { readOnly: { readTime } } },
        ADMIN,
      );
      expect(await codeOf(begun)).to.equal(code);
      const documents = [named("never/1")];
      const read = serverStream.batchGetDocuments(
        { database: DATABASE, documents, readTime },
        ADMIN,
        () => undefined,
      );
      expect(await codeOf(read)).to.equal(code);
    });
  }

  it("begins a read-only transaction with a read that does not ask for a read-write one", async () => {
    // firestore.proto, `new_transaction`: "Defaults to a read-only transaction."
    const structuredQuery = { from: [{ collectionId: "q" }] };
    const beginnings: ((send: (message: Message) => void) => Promise<void>)[] = [
      (send) =>
        serverStream.batchGetDocuments(
          { database: DATABASE, documents: [named("q/1")], newTransaction: {} },
          ADMIN,
          send,
        ),
      (send) => serverStream.runQuery({ parent: ROOT, structuredQuery, newTransaction: {} }, ADMIN, send),
      (send) =>
        serverStream.runAggregationQuery(
          {
            parent: ROOT,
            structuredAggregationQuery: { structuredQuery, aggregations: [{ count: {} }] },
            newTransaction: {},
          },
          ADMIN,
          send,
        ),
    ];
    for (const begin of beginnings) {
      const { send, take } = collector();
      await begin(send);
      const transaction = take()[0]?.["transaction"];
      const writes = [set(named("q/1"))];
      expect(await codeOf(unary.commit({ database: DATABASE, transaction, writes }, ADMIN))).to.equal(3);
    }
  });

  it("lists collections and missing documents as they were at an earlier time", async () => {
    const commit = (...writes: Message[]) => unary.commit({ database: DATABASE, writes }, ADMIN);
    await commit(set(named("then/1/below/1")), set(named("then/2/kept/1")), set(named("then/2/kept/2")));
    const { commitTime: readTime } = await commit(set(named("then/2")));
    await commit(
      { delete: named("then/1/below/1") },
      { delete: named("then/2") },
      { delete: named("then/2/kept/1") },
    );
    await commit(set(named("then/2/later/1")), set(named("then/3/later/1")));
    const ids = async (path: string, at?: unknown) =>
      (await unary.listCollectionIds({ parent: named(path), readTime: at }, ADMIN))["collectionIds"];
    expect(await ids("then/1")).to.deep.equal([]);
    expect(await ids("then/1", readTime)).to.deep.equal(["below"]);
    expect(await ids("then/2")).to.deep.equal(["kept", "later"]);
    expect(await ids("then/2", readTime)).to.deep.equal(["kept"]);
    const list = async (at?: unknown) => {
      const request = { parent: ROOT, collectionId: "then", showMissing: true, readTime: at };
      const documents = (await unary.listDocuments(request, ADMIN))["documents"] as Message[];
      return documents.map(({ name, fields: content }) => [name, content !== undefined]);
    };
    expect(await list()).to.deep.equal([
      [named("then/2"), false],
      [named("then/3"), false],
    ]);
    expect(await list(readTime)).to.deep.equal([
      [named("then/1"), false],
      [named("then/2"), true],
    ]);
  });
});
