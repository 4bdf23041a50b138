import { expect } from "chai";
import { startFirestore, type FirestoreServer } from "../../src/server.js";
import { functionsEmulator } from "./functionsEmulator.js";

const DATABASE = "projects/demo-test/databases/(default)";

describe("events of a running server", function () {
  this.timeout(20_000);
  let emulator: Awaited<ReturnType<typeof functionsEmulator>>;
  let server: FirestoreServer;
  const emulatorPath = "emulator/v1/projects/demo-test";

  const call = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers: { authorization: "Bearer owner" } };
    const withBody = body === undefined ? init : { ...init, body: JSON.stringify(body) };
    const answer = await fetch(`http://127.0.0.1:${server.port}/${path}`, withBody);
    expect(answer.status).to.equal(200);
    return (await answer.json()) as Record<string, unknown>;
  };
  const put = (path: string, text: string) =>
    call("PATCH", `v1/${DATABASE}/documents/${path}`, { fields: { text: { stringValue: text } } });
  const delivered = () => call("GET", `${emulatorPath}/events?waitMs=10000`);

  beforeEach(async () => {
    emulator = await functionsEmulator();
    server = await startFirestore({ functionsEmulator: emulator.address });
    await call("POST", `${emulatorPath}/eventarcTrigger?eventarcTriggerId=onWritten-0`, {
      eventType: "google.cloud.firestore.document.v1.written",
      database: "(default)",
      namespace: "(default)",
      document: { value: "bookings/{id}", matchType: "PATH_PATTERN" },
    });
  });
  afterEach(async () => {
    await server.close();
    emulator.close();
  });

  it("tell of a creation, an update and a deletion, and of nothing else", async () => {
    const path = `v1/${DATABASE}/documents/bookings/b1`;
    await put("bookings/b1", "new");
    await put("bookings/b1", "new");
    await put("bookings/b1", "paid");
    await put("payments/p1", "new");
    await call("DELETE", path);
    await call("DELETE", `${emulatorPath}/databases/(default)/documents`);
    expect(await delivered()).to.include({ idle: true, delivered: 3 });
    const changes = emulator.received.map(({ body }) => Object.keys(body.data).sort().join("+"));
    expect(changes).to.have.members(["value", "oldValue+updateMask+value", "oldValue"]);
  });

  it("come as often as a fault says, or not at all", async () => {
    await call("PUT", `${emulatorPath}/faults`, {
      events: { script: [{ copies: 0 }, { copies: 5, shuffleMs: 50 }] },
    });
    await put("bookings/lost", "new");
    await put("bookings/repeated", "new");
    await put("bookings/once", "new");
    expect(await delivered()).to.include({ idle: true, delivered: 6 });
    const names = emulator.received.map(({ body }) => String(body["document"]));
    expect(names.filter((each) => each === "bookings/repeated")).to.have.length(5);
    expect(names).to.not.include("bookings/lost");
    const ids = emulator.received.map(({ body }) => body["id"]);
    expect(new Set(ids), "copies are one event").to.have.property("size", 2);
  });
});
