import { expect } from "chai";
import { deleteApp, type FirebaseApp, initializeApp } from "firebase/app";
import * as fs from "firebase/firestore";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FirestoreServer, startFirestore } from "../../src/server.js";

const RULES = `
rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /open/{id} { allow read, write; }
    match /own/{id} { allow read: if resource.data.uid == request.auth.uid; allow create: if request.resource.data.uid == request.auth.uid; }
  }
}`;

describe("through the web SDK on Node", () => {
  let server: FirestoreServer;
  let folder: string;
  const apps: FirebaseApp[] = [];

  /** A client signed in as this user, or signed out. */
  function clientOf(uid?: string): fs.Firestore {
    const app = initializeApp({ projectId: "demo", apiKey: "none" }, `web-${apps.length}`);
    apps.push(app);
    const db = fs.getFirestore(app);
    fs.connectFirestoreEmulator(db, server.host, server.port, uid ? { mockUserToken: { sub: uid } } : {});
    return db;
  }
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "ok",
      (error: fs.FirestoreError) => error.code,
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rules-"));
    await writeFile(join(folder, "firestore.rules"), RULES);
    await writeFile(join(folder, "firestore.indexes.json"), `{"indexes": []}`);
    server = await startFirestore({
      rules: join(folder, "firestore.rules"),
      indexes: join(folder, "firestore.indexes.json"),
    });
  });
  after(async () => {
    await Promise.all(apps.map((app) => deleteApp(app)));
    await server.close();
    await rm(folder, { recursive: true });
  });

  it("writes, reads, queries, counts and runs transactions", async () => {
    const db = clientOf();
    const document = fs.doc(db, "open/1");
    await fs.setDoc(document, { n: 1, at: fs.serverTimestamp() });
    await fs.updateDoc(document, { n: fs.increment(1), tags: fs.arrayUnion("a") });
    expect((await fs.getDoc(document)).data()).to.deep.include({ n: 2, tags: ["a"] });
    await fs.runTransaction(db, async (transaction) => {
      const other = await transaction.get(fs.doc(db, "open/2"));
      const read = await transaction.get(document);
      expect(other.exists()).to.equal(false);
      transaction.update(document, { n: read.data()?.["n"] + 1 });
    });
    const found = await fs.getDocs(fs.query(fs.collection(db, "open"), fs.where("n", "==", 3)));
    expect(found.docs.map(({ id }) => id)).to.deep.equal(["1"]);
    expect((await fs.getCountFromServer(fs.collection(db, "open"))).data().count).to.equal(1);
  });

  it("listens to several targets on one stream, each snapshot consistent, and stops when told", async () => {
    const db = clientOf();
    const heard: string[] = [];
    let tell: () => void = () => undefined;
    const until = async (length: number) => {
      while (heard.length < length) await new Promise<void>((resolve) => (tell = resolve));
    };
    const note = (text: string) => {
      heard.push(text);
      tell();
    };
    const [a, b] = [fs.doc(db, "open/a"), fs.doc(db, "open/b")];
    const above = fs.query(fs.collection(db, "open"), fs.where("k", ">", 0), fs.orderBy("k"), fs.limit(1));
    const stopDocument = fs.onSnapshot(a, (snapshot) => note(`a ${snapshot.get("k") ?? "missing"}`));
    await until(1);
    const stopQuery = fs.onSnapshot(above, ({ docs }) => note(`query ${docs.map(({ id }) => id).join()}`));
    await until(2);
    const writer = clientOf();
    await fs
      .writeBatch(writer)
      .set(fs.doc(writer, a.path), { k: 2 })
      .set(fs.doc(writer, b.path), { k: 1 })
      .commit();
    await until(4);
    expect(heard.slice(0, 2)).to.deep.equal(["a missing", "query "]);
    expect(heard.slice(2).sort()).to.deep.equal(["a 2", "query b"]);
    stopDocument();
    await fs.deleteDoc(fs.doc(writer, b.path));
    await until(5);
    expect(heard[4]).to.equal("query a");
    stopQuery();
  });

  it("holds reads, list queries, listeners and writes to the rules", async () => {
    const [ann, bob, nobody] = [clientOf("ann"), clientOf("bob"), clientOf()];
    expect(await codeOf(fs.setDoc(fs.doc(ann, "own/1"), { uid: "ann" }))).to.equal("ok");
    expect(await codeOf(fs.setDoc(fs.doc(bob, "own/2"), { uid: "ann" }))).to.equal("permission-denied");
    expect(await codeOf(fs.updateDoc(fs.doc(ann, "own/1"), { x: 1 }))).to.equal("permission-denied");
    // Ann may not update `own/none`, so she does not learn that it is missing.
    expect(await codeOf(fs.updateDoc(fs.doc(ann, "own/none"), { x: 1 }))).to.equal("permission-denied");
    expect(await codeOf(fs.updateDoc(fs.doc(ann, "open/none"), { x: 1 }))).to.equal("not-found");
    expect(await codeOf(fs.getDoc(fs.doc(ann, "own/1")))).to.equal("ok");
    expect(await codeOf(fs.getDoc(fs.doc(bob, "own/1")))).to.equal("permission-denied");
    expect(await codeOf(fs.getDoc(fs.doc(nobody, "own/1")))).to.equal("permission-denied");
    const own = (db: fs.Firestore, uid: string) =>
      fs.getDocs(fs.query(fs.collection(db, "own"), fs.where("uid", "==", uid)));
    expect((await own(ann, "ann")).size).to.equal(1);
    expect(await codeOf(own(bob, "ann"))).to.equal("permission-denied");
    expect(await codeOf(fs.getDocs(fs.collection(ann, "own")))).to.equal("permission-denied");
  });

  it("refuses a query for want of an index, to readers and listeners", async () => {
    const db = clientOf();
    const query = fs.query(fs.collection(db, "open"), fs.where("n", "==", 3), fs.orderBy("k"));
    expect(await codeOf(fs.getDocs(query))).to.equal("failed-precondition");
    const refused = new Promise<fs.FirestoreError>((resolve) =>
      fs.onSnapshot(query, () => undefined, resolve),
    );
    expect((await refused).message).to.contain(
      '{"collectionGroup":"open","queryScope":"COLLECTION","fields":[{"fieldPath":"n","order":"ASCENDING"},{"fieldPath":"k","order":"ASCENDING"}]}',
    );
  });
});
