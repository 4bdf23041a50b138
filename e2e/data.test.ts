import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import * as client from "firebase/firestore";
import { adminOf } from "../packages/local-firestore/test/clients/admin.js";
import { startFirestore, type FirestoreServer } from "local-firestore";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The outcome of the queries in docs/data.md, by the heading above them. */
const SECTIONS: Record<string, string> = {
  "Queries that are answered": "answered",
  "Queries that have no index": "failed-precondition",
  "Queries that are not allowed": "permission-denied",
};

/** A query on the page, and the outcome that the page states. */
interface Listed {
  query: string;
  outcome: string;
}

/** Reads the tables in the sections about queries: the first cell of each row, if it contains code. */
function listed(): Listed[] {
  const sections = readFileSync(here("../docs/data.md"), "utf8").split(/^## /m).slice(1);
  return sections.flatMap((section) => {
    const [heading = ""] = section.split("\n");
    if (SECTIONS[heading] === undefined) return [];
    const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)];
    return rows.map(([, query]) => ({ query: query!, outcome: SECTIONS[heading]! }));
  });
}

/** Runs the queries against the local Firestore with the rules and indexes that are deployed. */
describe("the queries of docs/data.md", () => {
  let server: FirestoreServer;
  let app: FirebaseApp;
  let db: client.Firestore;

  before(async () => {
    client.setLogLevel("silent"); // otherwise the SDK logs a line for each refused query
    server = await startFirestore({
      rules: here("../firestore.rules"),
      indexes: here("../firestore.indexes.json"),
    });
    await write({
      "bookings/bk_1": { userId: "alice", status: "confirmed" },
      "paymentIntents/pi_1": { userId: "alice", status: "SUCCESS" },
      "refunds/rf_1_1": { userId: "alice", status: "DONE" },
    });
    app = initializeApp({ projectId: "demo", apiKey: "any" }, "data");
    db = client.getFirestore(app);
    client.connectFirestoreEmulator(db, server.host, server.port, { mockUserToken: { sub: "alice" } });
  });
  after(async () => {
    await deleteApp(app);
    await server.close();
    client.setLogLevel("error");
  });

  it("are listed in all sections", () => {
    expect(new Set(listed().map(({ outcome }) => outcome))).to.deep.equal(new Set(Object.values(SECTIONS)));
  });

  for (const { query, outcome } of listed()) {
    it(`${outcome}: ${query}`, async () => {
      expect(await ask(query)).to.equal(outcome);
    });
  }

  /** Writes documents with the Admin SDK, because the rules do not apply to it. */
  async function write(documents: Record<string, object>): Promise<void> {
    const admin = adminOf(server);
    for (const [path, document] of Object.entries(documents)) await admin.db.doc(path).set(document);
    await admin.close();
  }

  /** Runs a query from the page. Some read one document by id. Returns "answered", or the code of the refusal. */
  async function ask(code: string): Promise<string> {
    const names = { ...client, db, uid: "alice" };
    const target = new Function(...Object.keys(names), `return ${code}`)(...Object.values(names));
    const reading = target instanceof client.Query ? client.getDocs(target) : client.getDoc(target);
    return reading.then(
      () => "answered",
      (error: client.FirestoreError) => error.code,
    );
  }
});
