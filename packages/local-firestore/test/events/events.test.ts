import { expect } from "chai";
import { backoff } from "../../src/events/delivery.js";
import { Events } from "../../src/events/events.js";
import { sendTo } from "../../src/events/send.js";
import { backgroundTrigger, eventarcTrigger } from "../../src/events/trigger.js";
import type { Change, Document } from "../../src/storage/document.js";
import { fields } from "../values/make.js";
import { functionsEmulator, type Received } from "./functionsEmulator.js";

const DATABASE = "projects/demo-test/databases/(default)";
const MOMENT = 1_700_000_000_123_456;
const V2 = "google.cloud.firestore.document.v1";

const document = (path: string, status: string, updateTime = MOMENT): Document => ({
  name: `${DATABASE}/documents/${path}`,
  fields: { status: { stringValue: status } },
  createTime: MOMENT,
  updateTime,
  size: 0,
});
const created = (path: string): Change => {
  const after = document(path, "new");
  return { name: after.name, before: null, after };
};
const updated = (path: string): Change => {
  const before = document(path, "new");
  return { name: before.name, before, after: document(path, "paid", MOMENT + 1) };
};
const deleted = (path: string): Change => ({ ...created(path), before: document(path, "new"), after: null });
const untouched = (path: string): Change => ({ ...created(path), before: document(path, "new") });

const registration = (kind: string, value: string) => ({
  eventType: `${V2}.${kind}`,
  database: "(default)",
  namespace: "(default)",
  document: { value, matchType: "PATH_PATTERN" },
});

describe("events", () => {
  let emulator: Awaited<ReturnType<typeof functionsEmulator>>;
  let events: Events;
  let answer: (received: Received) => number;

  beforeEach(async () => {
    answer = () => 200;
    emulator = await functionsEmulator((received) => answer(received));
    events = new Events(sendTo(emulator.address));
  });
  afterEach(() => {
    events.clear();
    emulator.close();
  });

  const register = (kind: string, pattern = "bookings/{id}", extra = {}) =>
    events.register(eventarcTrigger("demo-test", `on-${kind}`, { ...registration(kind, pattern), ...extra }));
  const idle = () => events.idle(AbortSignal.timeout(5000));

  it("sends a CloudEvent with what the document was and is", async () => {
    register("updated");
    events.onCommit([updated("bookings/b1")], MOMENT + 1);
    await idle();
    const [event] = emulator.received;
    expect(event?.path).to.equal("/functions/projects/demo-test/triggers/on-updated");
    expect(event?.contentType).to.contain("application/cloudevents+json");
    const { id, data, ...attributes } = event?.body ?? ({ data: {} } as Received["body"]);
    expect(id).to.be.a("string").with.length.above(10);
    expect(attributes).to.deep.equal({
      specversion: "1.0",
      source: "//firestore.googleapis.com/projects/demo-test/databases/(default)",
      type: `${V2}.updated`,
      time: "2023-11-14T22:13:20.123457Z",
      subject: "documents/bookings/b1",
      datacontenttype: "application/json",
      project: "demo-test",
      database: "(default)",
      namespace: "(default)",
      document: "bookings/b1",
      location: "us-central1",
    });
    const common = { name: `${DATABASE}/documents/bookings/b1`, createTime: "2023-11-14T22:13:20.123456Z" };
    expect(data).to.deep.equal({
      value: {
        ...common,
        fields: { status: { stringValue: "paid" } },
        updateTime: "2023-11-14T22:13:20.123457Z",
      },
      oldValue: {
        ...common,
        fields: { status: { stringValue: "new" } },
        updateTime: "2023-11-14T22:13:20.123456Z",
      },
      updateMask: { fieldPaths: ["status"] },
    });
  });

  it("names the fields that an update changed, down into maps", async () => {
    // google/events/cloud/firestore/v1/data.proto, DocumentEventData.update_mask: "A DocumentMask object that lists changed
    // fields. This is only populated for update events."
    register("written");
    const before = {
      ...document("bookings/b1", "new"),
      fields: fields({ a: 1, b: { c: 1, "d.e": 2 }, gone: 1, n: 1 }),
    };
    const after = {
      ...document("bookings/b1", "new", MOMENT + 1),
      fields: { ...fields({ a: 1, b: { c: 1, "d.e": 3, f: 1 }, made: [1] }), n: { doubleValue: 1 } },
    };
    events.onCommit(
      [{ name: after.name, before, after }, created("bookings/b2"), deleted("bookings/b3")],
      MOMENT + 1,
    );
    await idle();
    const masks = emulator.received.map(({ body }) => [body["document"], body.data["updateMask"]]);
    expect(masks).to.have.deep.members([
      ["bookings/b1", { fieldPaths: ["b.`d.e`", "b.f", "gone", "made", "n"] }],
      ["bookings/b2", undefined],
      ["bookings/b3", undefined],
    ]);
  });

  it("calls each kind of trigger for its kind of change, and `written` for all", async () => {
    for (const kind of ["created", "updated", "deleted", "written"]) register(kind);
    events.onCommit([created("bookings/b1"), updated("bookings/b2"), deleted("bookings/b3")], MOMENT);
    await idle();
    const calls = emulator.received.map(
      ({ path, body }) => `${path.split("/").at(-1)} ${String(body["document"])}`,
    );
    expect(calls).to.have.members([
      "on-created bookings/b1",
      "on-updated bookings/b2",
      "on-deleted bookings/b3",
      "on-written bookings/b1",
      "on-written bookings/b2",
      "on-written bookings/b3",
    ]);
  });

  it("calls nothing for a write that changed nothing, another collection, database or project", async () => {
    register("written");
    events.onCommit(
      [untouched("bookings/b1"), created("payments/p1"), created("bookings/b1/notes/n1")],
      MOMENT,
    );
    const elsewhere = (name: string) => events.onCommit([{ ...created("bookings/b1"), name }], MOMENT);
    elsewhere("projects/demo-test/databases/other/documents/bookings/b1");
    elsewhere("projects/demo-other/databases/(default)/documents/bookings/b1");
    await idle();
    expect(emulator.received).to.be.empty;
  });

  it("says of a trigger with auth context that it does not know who wrote", async () => {
    register("created.withAuthContext");
    events.onCommit([created("bookings/b1")], MOMENT);
    await idle();
    expect(emulator.received[0]?.body).to.include({
      type: `${V2}.created.withAuthContext`,
      authtype: "unknown",
    });
  });

  it("calls first generation functions with context and data", async () => {
    const eventType = "providers/cloud.firestore/eventTypes/document.create";
    const resource = `${DATABASE}/documents/bookings/{id}`;
    events.register(backgroundTrigger("demo-test", "first-0", { eventTrigger: { eventType, resource } }));
    events.onCommit([created("bookings/b1"), updated("bookings/b2")], MOMENT);
    await idle();
    expect(emulator.received).to.have.length(1);
    const { context, data } = emulator.received[0]?.body ?? ({ data: {} } as Received["body"]);
    expect(context).to.deep.include({
      eventType,
      timestamp: "2023-11-14T22:13:20.123456Z",
      resource: { service: "firestore.googleapis.com", name: `${DATABASE}/documents/bookings/b1` },
    });
    expect(data).to.have.all.keys("value");
  });

  it("delivers again what failed, the same to the letter", async () => {
    const refusals = [500, 503];
    answer = () => refusals.shift() ?? 200;
    register("created");
    events.onCommit([created("bookings/b1")], MOMENT);
    await idle();
    expect(emulator.received).to.have.length(3);
    expect(new Set(emulator.received.map(({ body }) => JSON.stringify(body)))).to.have.property("size", 1);
    expect(events.counts).to.deep.equal({ inFlight: 0, waiting: 0, delivered: 1, failed: 2, givenUp: 0 });
  });

  it("delivers once a function that could not be reached is there", async () => {
    let reached = 0;
    const late = new Events(() => (++reached < 3 ? Promise.reject(new Error("refused")) : Promise.resolve()));
    late.register(eventarcTrigger("demo-test", "late", registration("created", "bookings/{id}")));
    late.onCommit([created("bookings/b1")], MOMENT);
    await late.idle(AbortSignal.timeout(5000));
    expect(reached).to.equal(3);
  });

  it("does not repeat for a trigger that asks for no retry", async () => {
    answer = () => 500;
    register("created", "bookings/{id}", { retry: false });
    events.onCommit([created("bookings/b1")], MOMENT);
    await idle();
    expect(emulator.received).to.have.length(1);
    expect(events.counts).to.include({ failed: 1, givenUp: 1 });
  });

  it("looks for a function that is not loaded yet, whatever its retry policy", async () => {
    const answers = [404, 404];
    answer = () => answers.shift() ?? 200;
    register("created", "bookings/{id}", { retry: false });
    events.onCommit([created("bookings/b1")], MOMENT);
    await idle();
    expect(events.counts).to.include({ delivered: 1, failed: 2, givenUp: 0 });
  });

  it("calls one function a few times at once, and does not let it keep others waiting", async () => {
    const calls: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const busy = new Events(async ({ trigger }) => {
      calls.push(trigger.key);
      if (trigger.key === "slow") await held;
    });
    for (const key of ["slow", "quick"]) {
      busy.register(eventarcTrigger("demo-test", key, registration("created", `${key}/{id}`)));
    }
    const slow = Array.from({ length: 9 }, (_, index) => created(`slow/s${index}`));
    busy.onCommit([...slow, created("quick/q1")], MOMENT);
    while (!calls.includes("quick")) await new Promise(setImmediate);
    expect(calls.filter((key) => key === "slow")).to.have.length(4);
    release();
    await busy.idle(AbortSignal.timeout(5000));
    expect(busy.counts).to.include({ delivered: 10, failed: 0 });
  });

  it("waits longer after each failure, up to half a minute", () => {
    expect([1, 2, 3, 4, 9, 10, 100].map(backoff)).to.deep.equal([100, 200, 400, 800, 25_600, 30_000, 30_000]);
  });

  it("forgets what is not delivered when cleared", async () => {
    answer = () => 500;
    register("created");
    events.onCommit([created("bookings/b1"), created("bookings/b2")], MOMENT);
    events.clear();
    expect(events.counts).to.include({ inFlight: 0, waiting: 0 });
    await idle();
  });

  it("replaces a trigger that is registered again", async () => {
    register("created");
    register("created", "payments/{id}");
    events.onCommit([created("bookings/b1"), created("payments/p1")], MOMENT);
    await idle();
    expect(emulator.received.map(({ body }) => body["document"])).to.deep.equal(["payments/p1"]);
  });

  const malformed: [what: string, registration: object][] = [
    ["an unknown event type", { ...registration("created", "a/{b}"), eventType: "google.cloud.pubsub" }],
    ["no document", { ...registration("created", "a/{b}"), document: undefined }],
  ];
  for (const [what, body] of malformed) {
    it(`refuses a registration with ${what}`, () => {
      expect(() => eventarcTrigger("demo-test", "key", body))
        .to.throw()
        .with.property("code", 3);
    });
  }
});
