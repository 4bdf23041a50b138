import { expect } from "chai";
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import {
  addDoc,
  average,
  Bytes,
  collection,
  collectionGroup,
  connectFirestoreEmulator,
  deleteDoc,
  doc,
  documentId,
  GeoPoint,
  getAggregate,
  getCount,
  getDoc,
  getDocs,
  getFirestore,
  increment,
  limit,
  orderBy,
  query,
  runTransaction,
  serverTimestamp,
  setDoc,
  setLogLevel,
  startAfter,
  sum,
  Timestamp,
  updateDoc,
  where,
  writeBatch,
  type Firestore,
} from "firebase/firestore/lite";
import { startFirestore, type FirestoreServer } from "../../src/server.js";

const RULES = `
  rules_version = '2';
  service cloud.firestore {
    match /databases/{database}/documents {
      match /private/{uid} { allow read, write: if request.auth.uid == uid; }
    }
  }`;

describe("firebase/firestore/lite", function () {
  this.timeout(20_000);
  let server: FirestoreServer;
  const apps: FirebaseApp[] = [];

  const client = (uid?: string): Firestore => {
    const app = initializeApp({ projectId: "demo-test" }, `lite-${apps.length}`);
    apps.push(app);
    const db = getFirestore(app);
    connectFirestoreEmulator(db, "127.0.0.1", server.port, uid ? { mockUserToken: { sub: uid } } : {});
    return db;
  };
  let db: Firestore;

  before(async () => {
    // Otherwise the client prints the refusals that these tests cause.
    setLogLevel("silent");
    server = await startFirestore();
    db = client();
  });
  after(async () => {
    await Promise.all(apps.map(deleteApp));
    await server.close();
  });
  beforeEach(() => server.databases.get("projects/demo-test/databases/(default)").store.clear());

  it("gets back every kind of value it sets", async () => {
    const values = {
      integer: 1,
      double: 1.5,
      nan: NaN,
      infinite: -Infinity,
      minusZero: -0,
      text: "é😀",
      bytes: Bytes.fromBase64String("AAEC"),
      time: new Timestamp(1234, 567_000_000),
      nothing: null,
      list: [1, "two", { three: 3 }],
      place: new GeoPoint(1, 2),
      "a `quoted.name": true,
      emptyList: [],
      emptyMap: {},
    };
    await setDoc(doc(db, "all/values"), values);
    expect((await getDoc(doc(db, "all/values"))).data()).to.deep.equal(values);
  });

  it("updates nested fields, increments, and takes the server's time", async () => {
    const ref = doc(db, "bookings/b1");
    await setDoc(ref, { n: 1, seats: { A1: "locked" } });
    await updateDoc(ref, { n: increment(2), "seats.A1": "booked", at: serverTimestamp() });
    const booking = (await getDoc(ref)).data();
    expect(booking).to.deep.include({ n: 3, seats: { A1: "booked" } });
    expect(booking?.["at"]).to.be.instanceOf(Timestamp);
  });

  it("merges, deletes, and adds under ids of its own", async () => {
    const ref = await addDoc(collection(db, "bookings"), { a: 1 });
    await setDoc(ref, { b: 2 }, { merge: true });
    expect((await getDoc(ref)).data()).to.deep.equal({ a: 1, b: 2 });
    await deleteDoc(ref);
    expect((await getDoc(ref)).exists()).to.equal(false);
  });

  it("refuses to update what is not there", async () => {
    const refused = await updateDoc(doc(db, "bookings/none"), { a: 1 }).catch((error: unknown) => error);
    expect(refused).to.have.property("code", "not-found");
  });

  it("queries: filters, order, cursors, limits, groups", async () => {
    for (const n of [1, 2, 3, 4])
      await setDoc(doc(db, `shows/s${n % 2}/bookings/b${n}`), { n, even: n % 2 === 0 });
    const all = collectionGroup(db, "bookings");
    const numbers = async (...constraints: Parameters<typeof query>[1][]) =>
      (await getDocs(query(all, ...constraints))).docs.map((each) => each.get("n") as number);
    expect(await numbers(where("n", ">", 1), orderBy("n", "desc"), limit(2))).to.deep.equal([4, 3]);
    expect(await numbers(orderBy("n"), startAfter(2))).to.deep.equal([3, 4]);
    expect(await numbers(where("n", "in", [1, 4, 9]))).to.have.members([1, 4]);
    const group = query(collection(db, "shows/s0/bookings"), where(documentId(), "==", "b2"));
    expect((await getDocs(group)).size).to.equal(1);
  });

  it("aggregates", async () => {
    for (const n of [1, 2, 6]) await addDoc(collection(db, "bookings"), { n });
    expect((await getCount(collection(db, "bookings"))).data()).to.deep.equal({ count: 3 });
    const figures = await getAggregate(collection(db, "bookings"), { sum: sum("n"), mean: average("n") });
    expect(figures.data()).to.deep.equal({ sum: 9, mean: 3 });
  });

  it("runs transactions that lose no update", async () => {
    const ref = doc(db, "counters/c1");
    await setDoc(ref, { n: 0 });
    const add = () =>
      runTransaction(db, async (transaction) => {
        const n = (await transaction.get(ref)).get("n") as number;
        transaction.update(ref, { n: n + 1 });
      });
    for (let round = 0; round < 3; round++) await Promise.all([add(), add()]);
    expect((await getDoc(ref)).get("n")).to.equal(6);
  });

  it("writes a batch whole or not at all", async () => {
    const batch = writeBatch(db);
    batch.set(doc(db, "bookings/b1"), { a: 1 });
    batch.update(doc(db, "bookings/none"), { a: 1 });
    const refused = await batch.commit().catch((error: unknown) => error);
    expect(refused).to.have.property("code", "not-found");
    expect((await getDoc(doc(db, "bookings/b1"))).exists()).to.equal(false);
  });

  it("is held to the rules as the user it says it is", async () => {
    const rules = { rules: { files: [{ content: RULES }] } };
    await fetch(`http://127.0.0.1:${server.port}/emulator/v1/projects/demo-test:securityRules`, {
      method: "PUT",
      body: JSON.stringify(rules),
    });
    const ref = (firestore: Firestore) => doc(firestore, "private/alice");
    await setDoc(ref(client("alice")), { a: 1 });
    for (const stranger of [client("bob"), client()]) {
      const refused = await getDoc(ref(stranger)).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "permission-denied");
    }
  });
});
