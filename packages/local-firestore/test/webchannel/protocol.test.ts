import { expect } from "chai";
import { startFirestore, type FirestoreServer } from "../../src/server.js";
import { RawClient } from "./rawClient.js";

const DATABASE = "projects/demo-test/databases/(default)";
const name = (path: string) => `${DATABASE}/documents/${path}`;

type Listened = Record<string, Record<string, unknown>>;
const message = (array: unknown[]) => (typeof array[0] === "object" ? (array[0] as Listened) : {});
const isCurrent = (array: unknown[]) => message(array)["targetChange"]?.["targetChangeType"] === "CURRENT";
const isChange = (array: unknown[]) => "documentChange" in message(array);
const listenTo = (path: string) => ({
  database: DATABASE,
  addTarget: { targetId: 2, documents: { documents: [name(path)] } },
});

describe("WebChannel", function () {
  this.timeout(20_000);
  let server: FirestoreServer;
  before(async () => (server = await startFirestore()));
  after(() => server.close());
  beforeEach(() => {
    server.databases.get(DATABASE).store.clear();
    server.counts.reset("demo-test");
  });

  const put = (path: string, text: string) =>
    fetch(`http://127.0.0.1:${server.port}/v1/${name(path)}`, {
      method: "PATCH",
      headers: { authorization: "Bearer owner" },
      body: JSON.stringify({ fields: { text: { stringValue: text } } }),
    });

  it("opens with an id, its version, and how often it shows that it lives", async () => {
    const client = new RawClient(server.port, "Listen");
    const [word, sid, host, version, , keepAlive] = await client.open(listenTo("a/b"));
    expect([word, host, version, keepAlive]).to.deep.equal(["c", null, 8, 30_000]);
    expect(sid).to.be.a("string").that.is.not.empty;
    await client.terminate();
  });

  it("sends what comes on a response that stays open, each array with its number", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    const back = await client.back(0);
    await back.until(isCurrent);
    await put("a/b", "é😀");
    const arrays = await back.until(isChange);
    expect(arrays.map(([id]) => id)).to.deep.equal(arrays.map((_, index) => index + 1));
    const change = message(arrays.find(([, array]) => isChange(array))?.[1] ?? []);
    expect(change["documentChange"]?.["document"]).to.deep.include({
      fields: { text: { stringValue: "é😀" } },
    });
    await client.terminate();
  });

  it("says something at once, so that no proxy is suspected of holding it back", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open();
    const back = await client.back(0);
    expect(await back.until(() => true)).to.deep.equal([[1, ["noop"]]]);
    await client.terminate();
  });

  it("ends each response after its first chunk for a client that cannot read on the way", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    const first = await (await client.back(0, { buffered: true })).rest();
    expect(first).to.not.be.empty;
    const last = first.at(-1)?.[0] ?? 0;
    const waiting = client.back(last, { buffered: true });
    await put("a/b", "later");
    const second = await (await waiting).rest();
    expect(second[0]?.[0]).to.equal(last + 1);
    await client.terminate();
  });

  it("sends again what was not acknowledged when a connection broke, and nothing that was", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    const broken = await client.back(0);
    const before = await broken.until(isCurrent);
    broken.cut();
    const again = await (await client.back(0)).until(isCurrent);
    expect(again.slice(0, before.length)).to.deep.equal(before);
    const after = await (await client.back(1)).until(isCurrent);
    expect(after[0]?.[0]).to.equal(2);
    await client.terminate();
  });

  it("does a write once whose request is repeated", async () => {
    const client = new RawClient(server.port, "Write");
    await client.open({ database: DATABASE });
    const back = await client.back(0);
    const opened = await back.until((array) => "streamToken" in message(array));
    const { streamToken } = message(opened.at(-1)?.[1] ?? []);
    const write = {
      update: { name: name("a/b") },
      updateTransforms: [{ fieldPath: "n", increment: { integerValue: "1" } }],
    };
    await client.send([{ streamToken, writes: [write] }], { again: true });
    await back.until((array) => "commitTime" in message(array));
    const { fields } = server.databases.get(DATABASE).store.get(name("a/b")) ?? {};
    expect(fields).to.deep.equal({ n: { integerValue: "1" } });
    await client.terminate();
  });

  it("tells on each request whether it hears a back channel, and what it sent", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    const [present] = (await client.send([])) as number[];
    expect(present).to.equal(0);
    const back = await client.back(0);
    const arrays = await back.until(isCurrent);
    const last = arrays.at(-1)?.[0] ?? 0;
    const [now, sent] = (await client.send([], { acknowledged: last })) as number[];
    expect([now, sent]).to.satisfy(([heard, id]: number[]) => heard === 1 && Number(id) >= last);
    await client.terminate();
  });

  it("tells of an error and closes", async () => {
    const client = new RawClient(server.port, "Write");
    const write = { delete: name("a/none"), currentDocument: { exists: true } };
    await client.open({ database: DATABASE }, { streamToken: "", writes: [write] });
    const arrays = await (await client.back(0)).until(([word]) => word === "close");
    const errors = arrays.map(([, array]) => message(array)["error"]).filter((error) => error !== undefined);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ code: 404, status: "NOT_FOUND" });
    await client.terminate();
  });

  it("tells of a message it cannot read", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open({ colour: "red" });
    const arrays = await (await client.back(0)).until(([word]) => word === "close");
    expect(arrays.map(([, array]) => message(array)["error"]?.["message"]).join()).to.contain(
      'Unknown name "colour"',
    );
    await client.terminate();
  });

  it("breaks the connection where a fault asks for that, and knows the channel no more", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    const back = await client.back(0);
    await back.until(isCurrent);
    server.faults.set("demo-test", { methods: { Listen: { script: [{ fault: "cut" }] } } });
    const [broken] = await Promise.allSettled([back.rest(), client.send([listenTo("a/c")])]);
    expect(broken.status).to.equal("rejected");
    expect((await client.back(0)).answer.status).to.equal(400);
    server.faults.clear("demo-test");
  });

  it("stops listening when the client ends the channel, and knows it no more", async () => {
    const client = new RawClient(server.port, "Listen");
    await client.open(listenTo("a/b"));
    await (await client.back(0)).until(isCurrent);
    expect(await client.terminate()).to.equal(200);
    const reads = server.counts.read("demo-test").total.reads;
    await put("a/b", "unheard");
    expect(server.counts.read("demo-test").methods["Listen"]?.reads).to.equal(reads);
    const gone = await client.back(0);
    expect(gone.answer.status).to.equal(400);
  });

  it("lets a page of another origin in, with its credentials", async () => {
    const origin = "http://localhost:3000";
    const url = `http://127.0.0.1:${server.port}/google.firestore.v1.Firestore/Listen/channel?SID=none`;
    const { status, headers } = await fetch(url, { headers: { origin } });
    expect(status).to.equal(400);
    expect(headers.get("access-control-allow-origin")).to.equal(origin);
    expect(headers.get("access-control-allow-credentials")).to.equal("true");
  });
});
