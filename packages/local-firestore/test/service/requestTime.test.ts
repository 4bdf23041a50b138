import { expect } from "chai";
import { Databases } from "../../src/service/database.js";
import { createEngine } from "../../src/service/engine.js";
import { RulesGuard } from "../../src/service/rulesGuard.js";
import type { CallContext, Message } from "../../src/service.js";
import { fields, named, ROOT } from "../values/make.js";

const RULES = `
service cloud.firestore {
  match /databases/{database}/documents {
    match /posts/{id} {
      allow create: if request.resource.data.createdAt == request.time && request.time.toMillis() > 0;
    }
  }
}`;

const SIGNED_OUT: CallContext = { caller: { kind: "anonymous" }, signal: new AbortController().signal };

describe("the time of a request", () => {
  // https://firebase.google.com/docs/reference/rules/rules.firestore.Request#time says that request.time is equal to the
  // server timestamp that the same write sets.
  it("is for rules the serverTimestamp of the same commit, also for many commits in one millisecond", async () => {
    const databases = new Databases();
    const guard = new RulesGuard();
    guard.setRules(RULES);
    const { unary } = createEngine(databases, guard);
    const create = (id: number): Promise<Message> => {
      const update = { name: named(`posts/${id}`), fields: fields({ id }) };
      const updateTransforms = [{ fieldPath: "createdAt", setToServerValue: "REQUEST_TIME" }];
      const database = ROOT.slice(0, -"/documents".length);
      return unary.commit({ database, writes: [{ update, updateTransforms }] }, SIGNED_OUT);
    };
    const commits = await Promise.all(Array.from({ length: 50 }, (_, id) => create(id)));
    const nanos = commits.map(({ commitTime }) => (commitTime as { nanos: number }).nanos);
    expect(nanos.some((of) => of % 1_000_000 !== 0)).to.equal(true);
    databases.close();
  });
});
