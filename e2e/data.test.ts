import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import * as client from "firebase/firestore";
import { adminOf } from "../packages/local-firestore/test/clients/admin.js";
import { startFirestore, type FirestoreServer } from "local-firestore";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What stands in docs/data.md, by the heading above it. */
const SECTIONS: Record<string, string> = {
  "Queries that are answered": "answered",
  "Queries that have no index": "failed-precondition",
  "Queries that are not allowed": "permission-denied",
};

/** A query of the page, and what it says becomes of it. */
interface Listed {
  query: string;
  outcome: string;
}

/** The first cell of every row in which code stands. */
function listed(): Listed[] {
  const sections = readFileSync(here("../docs/data.md"), "utf8").split(/^## /m).slice(1);
  return sections.flatMap((section) => {
    const [heading = ""] = section.split("\n");
    const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)];
    return rows.map(([, query]) => ({ query: query!, outcome: SECTIONS[heading]! }));
  });
}

/** Against a Firestore with the rules and the indexes that are deployed. */
describe("the queries of docs/data.md", () => {
  let server: FirestoreServer;
  let app: FirebaseApp;
  let db: client.Firestore;

  before(async () => {
    client.setLogLevel("silent"); // every refused query would be a line
    server = await startFirestore({
      rules: here("../firestore.rules"),
      indexes: here("../firestore.indexes.json"),
    });
    await write({
      "bookings/bk_1": { userId: "alice", status: "confirmed" },
      "paymentIntents/pi_1": { userId: "alice", status: "SUCCESS" },
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

  /** Writes documents as the service does, whom no rule binds. */
  async function write(documents: Record<string, object>): Promise<void> {
    const admin = adminOf(server);
    for (const [path, document] of Object.entries(documents)) await admin.db.doc(path).set(document);
    await admin.close();
  }

  /** Reads what the page's code names; tells how it was refused where it was. */
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
