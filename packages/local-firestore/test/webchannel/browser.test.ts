import { expect } from "chai";
import type * as App from "firebase/app";
import type * as Store from "firebase/firestore";
import { startFirestore, type FirestoreServer } from "../../src/server.js";
import { browserBuild, type Sdk } from "./browserBuild.js";
import { XmlHttpRequest } from "./xmlHttpRequest.js";

const DATABASE = "projects/demo-test/databases/(default)";
const RULES = `
  rules_version = '2';
  service cloud.firestore {
    match /databases/{database}/documents {
      match /private/{uid} { allow read, write: if request.auth.uid == uid; }
      match /bookings/{id} { allow read, write; }
    }
  }`;

const transports: [what: string, settings: Store.FirestoreSettings & { useFetchStreams?: boolean }][] = [
  ["fetch and streaming", {}],
  ["XMLHttpRequest and streaming", { useFetchStreams: false }],
  ["long polling", { experimentalForceLongPolling: true }],
];

for (const [what, settings] of transports) {
  describe(`the browser's SDK by ${what}`, function () {
    this.timeout(30_000);
    let server: FirestoreServer;
    let sdk: Sdk;
    let db: Store.Firestore;
    let restore: () => void;
    const apps: App.FirebaseApp[] = [];

    const client = (uid?: string): Store.Firestore => {
      const app = sdk.initializeApp({ projectId: "demo-test" }, `${what}-${apps.length}`);
      apps.push(app);
      const firestore = sdk.initializeFirestore(app, settings);
      sdk.connectFirestoreEmulator(
        firestore,
        "127.0.0.1",
        server.port,
        uid ? { mockUserToken: { sub: uid } } : {},
      );
      return firestore;
    };

    before(async () => {
      Object.assign(globalThis, { XMLHttpRequest: XmlHttpRequest });
      ({ sdk, restore } = await browserBuild());
      sdk.setLogLevel("silent");
      server = await startFirestore();
      db = client();
    });
    after(async () => {
      await Promise.all(apps.map(sdk.deleteApp));
      await server.close();
      restore();
      Reflect.deleteProperty(globalThis, "XMLHttpRequest");
    });

    it("sets and gets documents", async () => {
      const ref = sdk.doc(db, "bookings/b1");
      await sdk.setDoc(ref, { text: "é😀", n: 1, at: sdk.serverTimestamp(), list: [1.5, null] });
      const booking = (await sdk.getDocFromServer(ref)).data();
      expect(booking).to.deep.include({ text: "é😀", n: 1, list: [1.5, null] });
      expect(booking?.["at"]).to.be.instanceOf(sdk.Timestamp);
    });

    it("says what the server refused", async () => {
      const refused = await sdk
        .updateDoc(sdk.doc(db, "bookings/none"), { n: 1 })
        .catch((error: unknown) => error);
      expect(refused).to.have.property("code", "not-found");
    });

    it("hears of what others write", async () => {
      const query = sdk.query(
        sdk.collection(db, "bookings"),
        sdk.where("kind", "==", "live"),
        sdk.orderBy("n"),
      );
      const heard: number[][] = [];
      let tell: () => void = () => undefined;
      const stop = sdk.onSnapshot(query, (snapshot: Store.QuerySnapshot) => {
        heard.push(snapshot.docs.map((each) => each.get("n") as number));
        tell();
      });
      const until = async (numbers: number[]) => {
        while (JSON.stringify(heard.at(-1)) !== JSON.stringify(numbers)) {
          await new Promise<void>((resolve) => (tell = resolve));
        }
      };
      const other = client();
      await until([]);
      await sdk.setDoc(sdk.doc(other, "bookings/l2"), { kind: "live", n: 2 });
      await until([2]);
      await sdk.setDoc(sdk.doc(other, "bookings/l1"), { kind: "live", n: 1 });
      await until([1, 2]);
      await sdk.deleteDoc(sdk.doc(other, "bookings/l2"));
      await until([1]);
      stop();
    });

    it("runs transactions and counts, which go over REST", async () => {
      const ref = sdk.doc(db, "bookings/counter");
      await sdk.setDoc(ref, { n: 1 });
      await sdk.runTransaction(db, async (transaction) => {
        const { n } = (await transaction.get(ref)).data() as { n: number };
        transaction.update(ref, { n: n + 1 });
      });
      expect((await sdk.getDocFromServer(ref)).get("n")).to.equal(2);
      const counters = sdk.query(sdk.collection(db, "bookings"), sdk.where("n", "==", 2));
      const stored = server.databases.get(DATABASE).store;
      expect(stored.size).to.be.above(0);
      expect((await sdk.getCountFromServer(counters)).data().count).to.equal(1);
    });

    it("is held to the rules as the user it says it is", async () => {
      const url = `http://127.0.0.1:${server.port}/emulator/v1/projects/demo-test:securityRules`;
      await fetch(url, { method: "PUT", body: JSON.stringify({ rules: { files: [{ content: RULES }] } }) });
      const mine = (firestore: Store.Firestore) => sdk.doc(firestore, "private/alice");
      await sdk.setDoc(mine(client("alice")), { n: 1 });
      const refused = await sdk.getDocFromServer(mine(client("bob"))).catch((error: unknown) => error);
      expect(refused).to.have.property("code", "permission-denied");
    });
  });
}
