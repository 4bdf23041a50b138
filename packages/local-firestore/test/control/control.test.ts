import { expect } from "chai";
import { eventarcTrigger } from "../../src/events/trigger.js";
import { openServer, serviceOf, type HttpServer } from "../rest/httpServer.js";
import { functionsEmulator } from "../events/functionsEmulator.js";

const NAME = "projects/demo-test/databases/(default)/documents/bookings/b1";

describe("the emulator's endpoints", () => {
  let server: HttpServer;
  afterEach(() => server.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${server.url}${path}`, init);
    return { status: answer.status, body: await answer.text() };
  };
  const json = async (method: string, path: string, body?: unknown) => {
    const { status, body: text } = await call(method, path, body);
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };

  it("says that it is there", async () => {
    server = await openServer(serviceOf({}));
    expect(await call("GET", "/")).to.deep.equal({ status: 200, body: "Ok\n" });
  });

  it("clears a database, and calls no function for what that deletes", async () => {
    server = await openServer(serviceOf({}));
    const { controls } = server;
    const cleared: [string, string][] = [];
    controls.events.register(
      eventarcTrigger("demo-test", "key", {
        eventType: "google.cloud.firestore.document.v1.deleted",
        document: { value: "{path=**}" },
      }),
    );
    controls.clearDatabase = (database, below) => {
      cleared.push([database, below]);
      const before = { name: NAME, fields: {}, createTime: 1, updateTime: 1, size: 0 };
      controls.events.onCommit([{ name: NAME, before, after: null }], 2);
    };
    const path = "/emulator/v1/projects/demo-test/databases/(default)/documents";
    expect(await json("DELETE", path)).to.deep.equal({ status: 200, body: {} });
    expect(await json("DELETE", `${path}/bookings/b1`)).to.deep.equal({ status: 200, body: {} });
    const database = "projects/demo-test/databases/(default)";
    expect(cleared).to.deep.equal([
      [database, ""],
      [database, "bookings/b1"],
    ]);
    expect(controls.events.counts).to.include({ inFlight: 0, waiting: 0 });
  });

  const rules = (extra = {}) => ({
    rules: { files: [{ name: "security.rules", content: "rules" }] },
    ...extra,
  });

  it("takes security rules", async () => {
    server = await openServer(serviceOf({}));
    const answer = await json("PUT", "/emulator/v1/projects/demo-test:securityRules", rules());
    expect(answer).to.deep.equal({ status: 200, body: { issues: [] } });
    expect(server.rules).to.deep.equal([{ project: "demo-test", source: "rules" }]);
  });

  it("refuses rules that do not parse, with the place", async () => {
    server = await openServer(serviceOf({}), { issues: [{ line: 3, column: 7, message: "expected '}'" }] });
    const { status, body } = await json("PUT", "/emulator/v1/projects/demo-test:securityRules", rules());
    expect(status).to.equal(400);
    expect(body["error"]).to.include({ code: 400, status: "INVALID_ARGUMENT" });
    expect(body["error"]).to.have.property("message").that.contains("L3:7 expected '}'");
  });

  it("answers with the issues where the suite asks for that, which prints them", async () => {
    server = await openServer(serviceOf({}), { issues: [{ line: 3, column: 7, message: "expected '}'" }] });
    const path = "/emulator/v1/projects/demo-test:securityRules";
    const { status, body } = await json("PUT", path, rules({ ignore_errors: true }));
    expect(status).to.equal(200);
    expect(body["issues"]).to.deep.equal([
      {
        sourcePosition: { fileName: "security.rules", line: 3, column: 7 },
        severity: "ERROR",
        description: "expected '}'",
      },
    ]);
  });

  it("registers triggers of both generations, and tells when all events are delivered", async () => {
    const emulator = await functionsEmulator();
    server = await openServer(serviceOf({}), { functionsEmulator: emulator.address });
    const eventType = "google.cloud.firestore.document.v1.created";
    const second = await json(
      "POST",
      "/emulator/v1/projects/demo-test/eventarcTrigger?eventarcTriggerId=second-0",
      {
        eventType,
        database: "(default)",
        namespace: "(default)",
        document: { value: "bookings/{id}", matchType: "PATH_PATTERN" },
      },
    );
    const first = await json("PUT", "/emulator/v1/projects/demo-test/triggers/first-0", {
      eventTrigger: {
        eventType: "providers/cloud.firestore/eventTypes/document.write",
        resource: "projects/demo-test/databases/(default)/documents/bookings/{id}",
      },
    });
    expect([first.status, second.status]).to.deep.equal([200, 200]);
    const after = { name: NAME, fields: {}, createTime: 1, updateTime: 1, size: 0 };
    server.controls.events.onCommit([{ name: NAME, before: null, after }], 1);
    const { body } = await json("GET", "/emulator/v1/projects/demo-test/events?waitMs=5000");
    expect(body).to.deep.equal({ idle: true, inFlight: 0, waiting: 0, delivered: 2, failed: 0, givenUp: 0 });
    expect(emulator.received.map(({ path }) => path)).to.have.members([
      "/functions/projects/demo-test/triggers/first-0",
      "/functions/projects/demo-test/triggers/second-0",
    ]);
    emulator.close();
  });

  it("says what still waits when the time to wait is over, and drops it when told to", async () => {
    const emulator = await functionsEmulator(() => 500);
    server = await openServer(serviceOf({}), { functionsEmulator: emulator.address });
    await json("POST", "/emulator/v1/projects/demo-test/eventarcTrigger?eventarcTriggerId=failing-0", {
      eventType: "google.cloud.firestore.document.v1.created",
      document: { value: "bookings/{id}" },
    });
    const after = { name: NAME, fields: {}, createTime: 1, updateTime: 1, size: 0 };
    server.controls.events.onCommit([{ name: NAME, before: null, after }], 1);
    const path = "/emulator/v1/projects/demo-test/events";
    expect((await json("GET", `${path}?waitMs=20`)).body).to.include({ idle: false, delivered: 0 });
    await json("DELETE", path);
    expect((await json("GET", path)).body).to.include({ idle: true });
    emulator.close();
  });

  it("gives and resets counts", async () => {
    const service = serviceOf({
      unary: {
        getDocument: (_request, { charge }) => {
          charge?.({ operation: "read", units: 1, collection: "bookings", bytes: 40 });
          return Promise.resolve({ name: NAME });
        },
      },
    });
    server = await openServer(service);
    await fetch(`${server.url}/v1/${NAME}`);
    const path = "/emulator/v1/projects/demo-test/counts";
    const tally = { requests: 1, reads: 1, writes: 0, deletes: 0, bytes: 40 };
    expect((await json("GET", path)).body).to.deep.equal({
      total: tally,
      methods: { GetDocument: tally },
      collections: { bookings: tally },
    });
    await json("DELETE", path);
    expect((await json("GET", path)).body).to.deep.include({ methods: {}, collections: {} });
  });

  it("sets, shows and clears faults", async () => {
    const service = serviceOf({ unary: { getDocument: () => Promise.resolve({ name: NAME }) } });
    server = await openServer(service);
    const path = "/emulator/v1/projects/demo-test/faults";
    const plan = { methods: { GetDocument: { script: [{ fault: "aborted" }, { fault: "unavailable" }] } } };
    expect(await json("PUT", path, plan)).to.deep.equal({ status: 200, body: {} });
    expect((await fetch(`${server.url}/v1/${NAME}`)).status).to.equal(409);
    expect((await json("GET", path)).body).to.deep.equal({
      seed: 1,
      methods: { GetDocument: { script: [{ fault: "unavailable" }], random: [] } },
      events: { script: [], random: [] },
    });
    await json("DELETE", path);
    expect((await json("GET", path)).body).to.deep.equal({});
    expect((await fetch(`${server.url}/v1/${NAME}`)).status).to.equal(200);
  });

  it("refuses a fault plan it does not understand, and says where", async () => {
    server = await openServer(serviceOf({}));
    const plan = { methods: { Commit: { script: [{ fault: "explode" }] } } };
    const { status, body } = await json("PUT", "/emulator/v1/projects/demo-test/faults", plan);
    expect(status).to.equal(400);
    expect(body["error"])
      .to.have.property("message")
      .that.contains("methods.Commit.script[0].fault must be one of");
  });

  it("answers 404 for what it does not know", async () => {
    server = await openServer(serviceOf({}));
    const { status, body } = await json("GET", "/emulator/v1/projects/demo-test/weather");
    expect(status).to.equal(404);
    expect(body["error"]).to.include({ status: "NOT_FOUND" });
  });
});
