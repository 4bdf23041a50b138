import { expect } from "chai";
import { FieldPath, FieldValue, Filter, type Firestore, Timestamp } from "firebase-admin/firestore";
import { type FirestoreServer, startFirestore } from "../../src/server.js";
import { adminOf } from "./admin.js";

/** The status code a promise fails with; 0 if it does not. */
const codeOf = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 0,
    (error: { code: number }) => error.code,
  );

describe("through the Admin SDK", () => {
  let server: FirestoreServer;
  let db: Firestore;
  let close: () => Promise<void>;
  let collections = 0;
  const fresh = () => db.collection(`c${++collections}`);

  before(async () => {
    server = await startFirestore({ limits: { idleMillis: 300 } });
    ({ db, close } = adminOf(server));
  });
  after(async () => {
    await close();
    await server.close();
  });

  it("every type comes back as it was stored", async () => {
    const document = fresh().doc();
    const content = {
      string: "é",
      integer: 7,
      double: 0.5,
      nan: NaN,
      infinity: -Infinity,
      boolean: true,
      nothing: null,
      time: new Timestamp(1, 123_456_000),
      bytes: Buffer.from([0, 255]),
      reference: document,
      list: [1, "a", { b: [] }],
      map: { "a.b": 1, "`": {} },
      vector: FieldValue.vector([1, 2.5]),
    };
    await document.set(content);
    expect((await document.get()).data()).to.deep.equal(content);
  });

  it("create, update and delete hold to their preconditions", async () => {
    const document = fresh().doc();
    expect(await codeOf(document.update({ a: 1 }))).to.equal(5);
    const { writeTime } = await document.create({ a: { b: 1, c: 2 } });
    expect(await codeOf(document.create({}))).to.equal(6);
    await document.update({ "a.b": FieldValue.delete(), d: 1 }, { lastUpdateTime: writeTime });
    expect(await codeOf(document.update({ d: 2 }, { lastUpdateTime: writeTime }))).to.equal(9);
    expect((await document.get()).data()).to.deep.equal({ a: { c: 2 }, d: 1 });
    await document.set({ a: { e: 3 } }, { merge: true });
    expect((await document.get()).data()).to.deep.equal({ a: { c: 2, e: 3 }, d: 1 });
    expect(await codeOf(document.delete({ lastUpdateTime: writeTime }))).to.equal(9);
    await document.delete();
    expect((await document.get()).exists).to.equal(false);
  });

  it("a batch is applied as a whole or not at all", async () => {
    const [a, b] = [fresh().doc(), fresh().doc()];
    await b.create({});
    expect(await codeOf(db.batch().create(a, {}).create(b, {}).commit())).to.equal(6);
    expect((await a.get()).exists).to.equal(false);
  });

  it("a bulk writer's writes succeed and fail one by one", async () => {
    const collection = fresh();
    await collection.doc("2").create({});
    const writer = db.bulkWriter();
    writer.onWriteError(() => false);
    const codes = ["1", "2", "3"].map((id) => codeOf(writer.create(collection.doc(id), {})));
    await writer.close();
    expect(await Promise.all(codes)).to.deep.equal([0, 6, 0]);
  });

  it("no increment of many contending transactions is lost", async () => {
    const document = fresh().doc();
    const increment = () =>
      db.runTransaction(
        async (transaction) => {
          const { n = 0 } = (await transaction.get(document)).data() ?? {};
          transaction.set(document, { n: n + 1 });
        },
        { maxAttempts: 50 },
      );
    await Promise.all(Array.from({ length: 10 }, increment));
    expect((await document.get()).data()).to.deep.equal({ n: 10 });
  });

  it("of transactions that each see no such document, one creates it", async () => {
    const collection = fresh();
    const book = (by: number) =>
      db.runTransaction(async (transaction) => {
        const taken = await transaction.get(collection.where("seat", "==", "A1"));
        if (!taken.empty) return false;
        transaction.create(collection.doc(), { seat: "A1", by });
        return true;
      });
    const won = await Promise.all([1, 2, 3, 4].map(book));
    expect(won.filter(Boolean)).to.have.length(1);
    expect((await collection.get()).size).to.equal(1);
  });

  it("a plain write waits for a transaction that read its document, and comes after it", async () => {
    const document = fresh().doc();
    await document.set({ by: "nobody" });
    const order: string[] = [];
    let plain: Promise<unknown> = Promise.resolve();
    const transaction = db.runTransaction(async (transaction) => {
      const read = await transaction.get(document);
      plain = document.set({ by: "plain" }).then(() => order.push("plain"));
      transaction.set(document, { by: "transaction", saw: read.data()?.["by"] });
    });
    await transaction.then(() => order.push("transaction"));
    await plain;
    expect(order).to.deep.equal(["transaction", "plain"]);
    expect((await document.get()).data()).to.deep.equal({ by: "plain" });
  });

  it("a client that vanishes within a transaction holds its locks no longer than the idle limit", async () => {
    const document = fresh().doc();
    const lost = adminOf(server);
    void lost.db
      .runTransaction(async (transaction) => {
        await transaction.get(lost.db.doc(document.path));
        await new Promise(() => undefined);
      })
      .catch(() => undefined);
    // A write waits only after the lost client has read the document. So write until a write takes over 100 ms.
    let written = false;
    while (!written) {
      const started = Date.now();
      await document.set({});
      written = Date.now() - started > 100;
    }
    await lost.db.terminate();
  });

  it("a read-only transaction sees one moment, at any time in the last hour", async () => {
    const document = fresh().doc();
    const { writeTime } = await document.set({ n: 1 });
    await document.set({ n: 2 });
    const seen = await db.runTransaction(
      async (transaction) => [
        (await transaction.get(document)).data()?.["n"],
        (await transaction.get(document.parent)).docs.map((found) => found.data()["n"]),
      ],
      { readOnly: true, readTime: writeTime },
    );
    expect(seen).to.deep.equal([1, [1]]);
  });

  it("queries combine filters, orders, cursors, offsets and projections", async () => {
    const collection = fresh();
    const batch = db.batch();
    for (let n = 0; n < 20; n++) {
      batch.set(collection.doc(String(n).padStart(2, "0")), { n, odd: n % 2 === 1, tags: [`t${n % 3}`] });
    }
    await batch.commit();
    const ids = async (query: FirebaseFirestore.Query) => (await query.get()).docs.map(({ id }) => id).join();
    expect(await ids(collection.where("odd", "==", true).where("n", ">", 14))).to.equal("15,17,19");
    expect(await ids(collection.orderBy("n", "desc").startAfter(3))).to.equal("02,01,00");
    expect(await ids(collection.orderBy("n").limitToLast(2))).to.equal("18,19");
    expect(await ids(collection.where("tags", "array-contains-any", ["t1", "t2"]).limit(3))).to.equal(
      "01,02,04",
    );
    const either = Filter.or(Filter.where("n", "<", 2), Filter.where("n", ">=", 19));
    expect(await ids(collection.where(either))).to.equal("00,01,19");
    expect(await ids(collection.where("n", "not-in", [0, 1, 2]).offset(1).limit(2))).to.equal("04,05");
    expect(await ids(collection.where(FieldPath.documentId(), "in", ["07", "03"]))).to.equal("03,07");
    const [first] = (await collection.select("n").limit(1).get()).docs;
    expect(first?.data()).to.deep.equal({ n: 0 });
    expect((await collection.where("odd", "==", true).count().get()).data()).to.deep.equal({ count: 10 });
    const partitions: unknown[] = [];
    for await (const partition of db.collectionGroup(collection.id).getPartitions(4))
      partitions.push(partition);
    expect(partitions).to.have.length(4);
  });

  it("explains a query, with and without running it", async () => {
    const collection = fresh();
    await collection.add({ a: 1 });
    const planned = await collection.where("a", "==", 1).explain();
    expect(planned.metrics.planSummary.indexesUsed).to.deep.equal([
      { query_scope: "Collection", properties: "(a ASC, __name__ ASC)" },
    ]);
    expect(planned.metrics.executionStats).to.equal(null);
    const { metrics, snapshot } = await collection.where("a", "==", 1).explain({ analyze: true });
    expect(snapshot?.size).to.equal(1);
    expect(metrics.executionStats).to.deep.include({ resultsReturned: 1, readOperations: 1 });
    const counted = await collection.count().explain({ analyze: true });
    expect(counted.metrics.executionStats?.debugStats).to.deep.equal({
      billing_details: {
        documents_billable: "0",
        index_entries_billable: "1",
        min_query_cost: "0",
        small_ops: "0",
      },
      documents_scanned: "0",
      index_entries_scanned: "1",
    });
  });

  it("a listener hears what is there and what changes, a commit at a time", async () => {
    const collection = fresh();
    await collection.doc("1").set({ n: 1 });
    const heard: string[] = [];
    let tell: () => void = () => undefined;
    const until = async (length: number) => {
      while (heard.length < length) await new Promise<void>((resolve) => (tell = resolve));
    };
    const stop = collection.where("n", ">", 0).onSnapshot((snapshot) => {
      heard.push(
        snapshot
          .docChanges()
          .map(({ type, doc }) => `${type} ${doc.id}`)
          .join(),
      );
      tell();
    });
    await until(1);
    await db.batch().set(collection.doc("2"), { n: 2 }).set(collection.doc("1"), { n: 3 }).commit();
    await until(2);
    await collection.doc("2").update({ n: 0 });
    await until(3);
    await collection.doc("1").delete();
    await until(4);
    stop();
    expect(heard).to.deep.equal(["added 1", "added 2,modified 1", "removed 2", "removed 1"]);
  });

  it("lists collections and documents, those that are missing too", async () => {
    const collection = fresh();
    await collection.doc("a/b/c").set({});
    expect((await collection.doc("a").listCollections()).map(({ id }) => id)).to.deep.equal(["b"]);
    expect((await collection.listDocuments()).map(({ id }) => id)).to.deep.equal(["a"]);
    expect((await collection.get()).size).to.equal(0);
    await db.recursiveDelete(collection);
    expect(await collection.listDocuments()).to.deep.equal([]);
  });
});
