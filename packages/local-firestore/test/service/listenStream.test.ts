import { expect } from "chai";
import { createEngine } from "../../src/service/engine.js";
import { Databases } from "../../src/service/database.js";
import { RulesGuard } from "../../src/service/rulesGuard.js";
import type { CallContext, Message } from "../../src/service.js";
import { ADMIN, collector } from "./stream.js";
import { fields, named, ROOT } from "../values/make.js";

const DATABASE = ROOT.slice(0, -"/documents".length);

/** An engine with one listen stream, and functions that use them. `take` returns what the stream has sent. */
function scene(context: CallContext = ADMIN, rules?: string) {
  const databases = new Databases();
  const guard = new RulesGuard();
  if (rules) guard.setRules(rules);
  const engine = createEngine(databases, guard);
  const { send, take } = collector();
  const stream = engine.bidi.listen(context, send, () => undefined);
  const write = (...writes: Message[]) => engine.unary.commit({ database: DATABASE, writes }, ADMIN);
  const set = (path: string, n: number) => ({ update: { name: named(path), fields: fields({ n }) } });
  const listen = (addTarget: Message) => stream.receive({ database: DATABASE, addTarget });
  return { databases, stream, take, write, set, listen };
}

const all = (targetId: number, more: Message = {}): Message => ({
  targetId,
  query: { parent: ROOT, structuredQuery: { from: [{ collectionId: "q" }] } },
  ...more,
});
const one = (targetId: number, path: string, more: Message = {}): Message => ({
  targetId,
  documents: { documents: [named(path)] },
  ...more,
});

/** A message in short, such as `"CURRENT 1"` or `"documentChange q/1 1"`. */
function brief(message: Message): string {
  const [kind = "", body] = Object.entries(message)[0] as [string, Message & { document?: unknown }];
  if (kind === "targetChange") return `${body["targetChangeType"]} ${String(body["targetIds"])}`.trim();
  if (kind === "filter") return `filter ${body["targetId"]}: ${body["count"]}`;
  const name = typeof body.document === "string" ? body.document : (body.document as { name: string }).name;
  return `${kind} ${name.slice(ROOT.length + 1)} ${String(body["targetIds"] ?? body["removedTargetIds"])}`;
}
const tokenOf = (messages: Message[]): Buffer =>
  (messages.at(-1)?.["targetChange"] as { resumeToken: Buffer }).resumeToken;

describe("a listen stream", () => {
  it("refuses a target over all collections or of another database, and goes on with the others", async () => {
    const { take, write, set, listen } = scene();
    listen({ targetId: 1, query: { parent: ROOT, structuredQuery: { from: [{ allDescendants: true }] } } });
    const cause = { code: 3, message: "All-collection queries are not supported by real-time queries." };
    expect(take()).to.deep.equal([{ targetChange: { targetChangeType: "REMOVE", targetIds: [1], cause } }]);
    const elsewhere = "projects/demo/databases/other/documents";
    listen({ targetId: 1, query: { parent: elsewhere, structuredQuery: { from: [{ collectionId: "q" }] } } });
    listen({ targetId: 1, documents: { documents: [`${elsewhere}/q/1`] } });
    expect(take().map(brief)).to.deep.equal(["REMOVE 1", "REMOVE 1"]);
    listen(all(2));
    take();
    await write(set("q/1", 1));
    expect(take().map(brief)).to.deep.equal(["documentChange q/1 2", "NO_CHANGE"]);
  });

  it("tells a target's documents, then that it is current, then that all targets are", async () => {
    const { take, write, set, listen } = scene();
    await write(set("q/1", 1), set("q/2", 2));
    listen(all(1));
    expect(take().map(brief)).to.deep.equal([
      "ADD 1",
      "documentChange q/1 1",
      "documentChange q/2 1",
      "CURRENT 1",
      "NO_CHANGE",
    ]);
    listen(one(2, "q/9"));
    expect(take().map(brief)).to.deep.equal(["ADD 2", "documentDelete q/9 2", "CURRENT 2", "NO_CHANGE"]);
  });

  it("tells a commit to all its targets before it calls them consistent, and nothing of other commits", async () => {
    const { take, write, set, listen } = scene();
    listen(all(1));
    listen(one(2, "q/1"));
    take();
    await write(set("q/1", 1), set("q/2", 1));
    expect(take().map(brief)).to.deep.equal([
      "documentChange q/1 1",
      "documentChange q/2 1",
      "documentChange q/1 2",
      "NO_CHANGE",
    ]);
    await write(set("elsewhere/1", 1));
    expect(take()).to.deep.equal([]);
  });

  it("stops telling a target that was removed", async () => {
    const { stream, take, write, set, listen } = scene();
    listen(all(1));
    stream.receive({ removeTarget: 1 });
    expect(take().map(brief).at(-1)).to.equal("REMOVE 1");
    await write(set("q/1", 1));
    expect(take()).to.deep.equal([]);
  });

  it("resumes with what changed since, and how many documents there should be", async () => {
    const { take, write, set, listen } = scene();
    await write(set("q/1", 1), set("q/2", 2), set("q/3", 3));
    listen(all(1));
    const resumeToken = tokenOf(take());
    await write(set("q/2", 9), { delete: named("q/3") });
    take();
    listen(all(5, { resumeToken, expectedCount: { value: 3 } }));
    const heard = take().map(brief);
    expect(heard).to.have.members([
      "ADD 5",
      "documentDelete q/3 5",
      "documentChange q/2 5",
      "filter 5: 2",
      "CURRENT 5",
      "NO_CHANGE",
    ]);
  });

  it("starts afresh where it no longer knows what the client does", async () => {
    const { databases, take, write, set, listen } = scene();
    listen(all(1));
    const resumeToken = tokenOf(take());
    databases.get(DATABASE).store.clear();
    await write(set("q/1", 1));
    take();
    listen(all(5, { resumeToken }));
    expect(take().map(brief)).to.deep.equal([
      "ADD 5",
      "RESET 5",
      "documentChange q/1 5",
      "CURRENT 5",
      "NO_CHANGE",
    ]);
  });

  it("refuses a target for what is wrong with it, and goes on with the others", () => {
    const { take, listen } = scene();
    listen(all(1, { query: { parent: ROOT, structuredQuery: { from: [{ collectionId: "__q__" }] } } }));
    const [refused] = take() as [{ targetChange: { cause: { code: number } } }];
    expect(brief(refused)).to.equal("REMOVE 1");
    expect(refused.targetChange.cause.code).to.equal(3);
    listen(all(2));
    expect(take().map(brief)).to.deep.equal(["ADD 2", "CURRENT 2", "NO_CHANGE"]);
  });

  it("ends a target whose document the rules no longer let its listener read", async () => {
    const rules = `service cloud.firestore { match /databases/{d}/documents {
      match /q/{id} { allow get: if resource.data.n < 5; }
    } }`;
    const { take, write, set, listen } = scene({ ...ADMIN, caller: { kind: "anonymous" } }, rules);
    await write(set("q/1", 1));
    listen(one(1, "q/1"));
    take();
    await write(set("q/1", 2));
    expect(take().map(brief)).to.deep.equal(["documentChange q/1 1", "NO_CHANGE"]);
    await write(set("q/1", 7));
    expect(take().map(brief)).to.deep.equal(["REMOVE 1", "NO_CHANGE"]);
    await write(set("q/1", 1));
    expect(take()).to.deep.equal([]);
  });

  it("charges for what it sends", async () => {
    const units: number[] = [];
    const { write, set, listen } = scene({ ...ADMIN, charge: (charge) => units.push(charge.units) });
    await write(set("q/1", 1), set("q/2", 2));
    listen(all(1));
    await write(set("q/1", 3));
    expect(units).to.deep.equal([1, 1, 1]);
  });
});
