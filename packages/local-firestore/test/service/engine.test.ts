import { expect } from "chai";
import type { Message } from "../../src/service.js";
import { createEngine } from "../../src/service/engine.js";
import { Databases } from "../../src/service/database.js";
import { fields, named, ROOT, value } from "../values/make.js";
import { ADMIN, collector } from "./stream.js";

const DATABASE = ROOT.slice(0, -"/documents".length);
const set = (name: string): Message => ({ update: { name, fields: fields({ n: 1 }) } });

describe("the service", () => {
  const databases = new Databases();
  const { unary, serverStream, bidi } = createEngine(databases);
  after(() => databases.close());
  const codeOf = (work: Promise<unknown>): Promise<number> =>
    work.then(
      () => 0,
      (error: { code: number }) => error.code,
    );

  const MALFORMED: [string, () => Promise<unknown>][] = [
    ["commit without a database", () => unary.commit({ writes: [] }, ADMIN)],
    ["commit to no database's name", () => unary.commit({ database: "demo", writes: [] }, ADMIN)],
    [
      "commit to a document of another database",
      () =>
        unary.commit({ database: DATABASE, writes: [set("projects/x/databases/y/documents/a/b")] }, ADMIN),
    ],
    [
      "commit in a transaction nobody began",
      () => unary.commit({ database: DATABASE, transaction: Buffer.from("x") }, ADMIN),
    ],
    [
      "batch of two writes to one document",
      () => unary.batchWrite({ database: DATABASE, writes: [set(named("a/1")), set(named("a/1"))] }, ADMIN),
    ],
    ["get of no name", () => unary.getDocument({}, ADMIN)],
    [
      "get at a time to come",
      () => unary.getDocument({ name: named("a/1"), readTime: { seconds: "99999999999" } }, ADMIN),
    ],
    ["update of nothing", () => unary.updateDocument({}, ADMIN)],
    ["create under no parent", () => unary.createDocument({ collectionId: "a" }, ADMIN)],
    [
      "create of an id with a slash",
      () => unary.createDocument({ parent: ROOT, collectionId: "a", documentId: "b/c/d" }, ADMIN),
    ],
    [
      "list of missing documents in an order",
      // firestore.proto: "Requests with `show_missing` may not specify `where` or `order_by`."
      () => unary.listDocuments({ parent: ROOT, collectionId: "a", showMissing: true, orderBy: "n" }, ADMIN),
    ],
    ["query of nothing", () => serverStream.runQuery({ parent: ROOT }, ADMIN, () => undefined)],
    [
      "query under a collection",
      () =>
        serverStream.runQuery(
          { parent: named("a"), structuredQuery: { from: [{ collectionId: "b" }] } },
          ADMIN,
          () => undefined,
        ),
    ],
    [
      "aggregation of nothing",
      () => serverStream.runAggregationQuery({ parent: ROOT }, ADMIN, () => undefined),
    ],
    [
      "rollback of a transaction nobody began",
      () => unary.rollback({ database: DATABASE, transaction: Buffer.from("x") }, ADMIN),
    ],
    [
      "page of less than nothing",
      () => unary.listDocuments({ parent: ROOT, collectionId: "a", pageSize: -1 }, ADMIN),
    ],
    [
      "page of a token nobody gave",
      () => unary.listDocuments({ parent: ROOT, collectionId: "a", pageToken: "x" }, ADMIN),
    ],
  ];
  for (const [what, call] of MALFORMED) {
    it(`refuses a ${what} as invalid`, async () => {
      expect(await codeOf(call())).to.equal(3);
    });
  }

  it("refuses writes in a read-only transaction, and any call in one that is over", async () => {
    const begin = () => unary.beginTransaction({ database: DATABASE, options: { readOnly: {} } }, ADMIN);
    const { transaction } = await begin();
    const commit = (writes: Message[]) => unary.commit({ database: DATABASE, transaction, writes }, ADMIN);
    expect(await codeOf(commit([set(named("a/1"))]))).to.equal(3);
    expect(await codeOf(unary.getDocument({ name: named("a/1"), transaction }, ADMIN))).to.equal(3);
    expect(await codeOf(commit([]))).to.equal(10);
  });

  it("begins a transaction with a read, which tells its id first", async () => {
    const { send, take } = collector();
    const documents = [named("new/1")];
    await serverStream.batchGetDocuments(
      { database: DATABASE, documents, newTransaction: { readWrite: {} } },
      ADMIN,
      send,
    );
    const [begun, missing] = take();
    expect(begun?.["transaction"]).to.be.instanceOf(Buffer);
    expect(missing?.["missing"]).to.equal(named("new/1"));
    const written = unary.commit(
      { database: DATABASE, transaction: begun?.["transaction"], writes: [set(named("new/1"))] },
      ADMIN,
    );
    expect(await codeOf(written)).to.equal(0);
  });

  it("lists page by page, missing documents among the others", async () => {
    await unary.commit(
      { database: DATABASE, writes: ["l/1", "l/2/x/1", "l/3", "l/4"].map((path) => set(named(path))) },
      ADMIN,
    );
    const names: string[] = [];
    let pageToken = "";
    do {
      const page = await unary.listDocuments(
        { parent: ROOT, collectionId: "l", pageSize: 3, pageToken, showMissing: true },
        ADMIN,
      );
      names.push(...(page["documents"] as { name: string }[]).map(({ name }) => name));
      pageToken = page["nextPageToken"] as string;
    } while (pageToken);
    expect(names).to.deep.equal(["l/1", "l/2", "l/3", "l/4"].map(named));
  });

  it("partitions a whole collection group in the order of names, and nothing else", async () => {
    // firestore.proto, PartitionQueryRequest: "Other filters, order bys, limits, offsets, and start/end cursors are not
    // supported." and "Document resource names are not supported".
    const from = [{ collectionId: "part", allDescendants: true }];
    const orderBy = [{ field: { fieldPath: "__name__" } }];
    const partition = (structuredQuery: Message, parent = ROOT) =>
      codeOf(unary.partitionQuery({ parent, structuredQuery, partitionCount: 2 }, ADMIN));
    expect(await partition({ from, orderBy })).to.equal(0);
    expect(await partition({ from })).to.equal(0);
    const field = { fieldPath: "n" };
    const refused: Message[] = [
      { from: [{ collectionId: "part" }], orderBy },
      { from, orderBy, where: { fieldFilter: { field, op: "EQUAL", value: value(1) } } },
      { from, orderBy, limit: { value: 3 } },
      { from, orderBy, offset: 1 },
      { from, orderBy, startAt: { values: [{ referenceValue: named("part/1") }] } },
      { from, orderBy: [{ field }] },
      { from, orderBy: [{ field: { fieldPath: "__name__" }, direction: "DESCENDING" }] },
    ];
    for (const query of refused) expect(await partition(query), JSON.stringify(query)).to.equal(3);
    expect(await partition({ from, orderBy }, named("a/1"))).to.equal(3);
  });

  it("tells first how many results an offset has skipped", async () => {
    await unary.commit({ database: DATABASE, writes: ["s/1", "s/2"].map((path) => set(named(path))) }, ADMIN);
    const skipping = async (offset: number) => {
      const { send, take } = collector();
      await serverStream.runQuery(
        { parent: ROOT, structuredQuery: { from: [{ collectionId: "s" }], offset } },
        ADMIN,
        send,
      );
      return take().map(
        ({ skippedResults, document }) => skippedResults ?? (document as { name: string }).name,
      );
    };
    expect(await skipping(1)).to.deep.equal([1, named("s/2")]);
    expect(await skipping(5)).to.deep.equal([2]);
  });

  it("sums the least of a field where a limit cuts a sum short without an order", async () => {
    const numbers = [10, "none", 30.5, 20.5];
    const writes = numbers.map((x, i) => ({ update: { name: named(`sum/${i}`), fields: fields({ x }) } }));
    await unary.commit({ database: DATABASE, writes }, ADMIN);
    const { send, take } = collector();
    const structuredAggregationQuery = {
      structuredQuery: { from: [{ collectionId: "sum" }], limit: { value: 2 } },
      aggregations: [{ alias: "sum", sum: { field: { fieldPath: "x" } } }],
    };
    await serverStream.runAggregationQuery({ parent: ROOT, structuredAggregationQuery }, ADMIN, send);
    expect(take()[0]?.["result"]).to.deep.equal({ aggregateFields: fields({ sum: 30.5 }) });
  });

  it("takes transforms of several documents in a batch of writes", async () => {
    const transform = (path: string) => ({
      transform: { document: named(path), fieldTransforms: [{ fieldPath: "n", increment: value(1) }] },
    });
    const writes = [transform("b/1"), transform("b/2")];
    const { status } = await unary.batchWrite({ database: DATABASE, writes }, ADMIN);
    expect(status).to.deep.equal([{}, {}]);
    const twice = [transform("b/1"), transform("b/1")];
    expect(await codeOf(unary.batchWrite({ database: DATABASE, writes: twice }, ADMIN))).to.equal(3);
  });

  it("answers a batch of gets with what was found, by name, and then what is missing", async () => {
    await unary.commit({ database: DATABASE, writes: ["g/1", "g/3"].map((path) => set(named(path))) }, ADMIN);
    const { send, take } = collector();
    const documents = ["g/3", "g/2", "g/1"].map(named);
    await serverStream.batchGetDocuments({ database: DATABASE, documents }, ADMIN, send);
    const names = take().map(({ found, missing }) => missing ?? (found as { name: string }).name);
    expect(names).to.deep.equal(["g/1", "g/3", "g/2"].map(named));
  });

  it("queries all collections right under a parent when none is named", async () => {
    await unary.commit(
      { database: DATABASE, writes: ["k/1/a/1", "k/1/b/1", "k/1/b/1/c/1"].map((path) => set(named(path))) },
      ADMIN,
    );
    const { send, take } = collector();
    await serverStream.runQuery({ parent: named("k/1"), structuredQuery: {} }, ADMIN, send);
    const names = take().map(({ document }) => (document as { name: string }).name);
    expect(names).to.deep.equal(["k/1/a/1", "k/1/b/1"].map(named));
  });

  it("commits what comes on a write stream one by one, and ends it at the first refusal", async () => {
    const { send, take } = collector();
    const ended = new Promise<Error | undefined>((resolve) => {
      const stream = bidi.write(ADMIN, send, resolve);
      stream.receive({ database: DATABASE });
      stream.receive({ writes: [set(named("w/1"))] });
      stream.receive({ writes: [{ ...set(named("w/1")), currentDocument: { exists: false } }] });
      stream.receive({ writes: [set(named("w/2"))] });
    });
    expect(await ended).to.have.property("code", 6);
    const [handshake, committed, ...rest] = take();
    expect(handshake?.["streamToken"]).to.be.instanceOf(Buffer);
    expect(committed?.["writeResults"]).to.have.length(1);
    expect(rest).to.deep.equal([]);
    expect(databases.get(DATABASE).store.get(named("w/2"))).to.equal(null);
  });
});
