import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import { expect } from "chai";
import { setLogLevel } from "firebase/firestore";
import { startFirestore, type FirestoreServer } from "../../src/server.js";

const RULES = `
  rules_version = '2';
  service cloud.firestore {
    match /databases/{database}/documents {
      match /notes/{uid} { allow read, write: if request.auth.uid == uid; }
      match /staff/{id} { allow read: if request.auth.token.role == 'staff'; }
    }
  }`;

describe("@firebase/rules-unit-testing", function () {
  this.timeout(20_000);
  let server: FirestoreServer;
  let environment: RulesTestEnvironment;

  const initialize = (rules: string) =>
    initializeTestEnvironment({
      projectId: "demo-test",
      firestore: { host: "127.0.0.1", port: server.port, rules },
    });

  before(async () => {
    // Otherwise the client prints the refusals that these tests cause.
    setLogLevel("silent");
    server = await startFirestore();
    environment = await initialize(RULES);
  });
  after(async () => {
    await environment.cleanup();
    await server.close();
  });
  afterEach(() => environment.clearFirestore());

  it("allows and refuses as the rules say, by user and by the claims of a token", async () => {
    const alice = environment.authenticatedContext("alice").firestore();
    await assertSucceeds(alice.doc("notes/alice").set({ text: "mine" }));
    await assertFails(alice.doc("notes/bob").get());
    await assertFails(environment.unauthenticatedContext().firestore().doc("notes/alice").get());
    const staff = environment.authenticatedContext("carol", { role: "staff" }).firestore();
    await assertSucceeds(staff.doc("staff/rota").get());
    await assertFails(alice.doc("staff/rota").get());
  });

  it("sets data up with the rules off, and clears it", async () => {
    const read = () =>
      new Promise<boolean>((resolve, reject) => {
        environment
          .withSecurityRulesDisabled(async (context) => {
            resolve((await context.firestore().doc("staff/rota").get()).exists);
          })
          .catch(reject);
      });
    await environment.withSecurityRulesDisabled((context) =>
      context.firestore().doc("staff/rota").set({ a: 1 }),
    );
    expect(await read()).to.equal(true);
    await environment.clearFirestore();
    expect(await read()).to.equal(false);
  });

  it("refuses rules that do not parse, with line and column, and keeps those in force", async () => {
    const refused = await initialize("rules_version = '2';\nservice cloud.firestore {").catch(
      (error: unknown) => error,
    );
    expect(String(refused)).to.match(/L2:\d+/);
    await assertFails(environment.authenticatedContext("bob").firestore().doc("notes/alice").get());
  });
});
