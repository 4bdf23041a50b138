import { expect } from "chai";
import { once } from "node:events";
import { connect } from "node:http2";
import { fileURLToPath } from "node:url";
import { type FirestoreServer, startFirestore } from "../../src/server.js";
import { adminOf } from "../clients/admin.js";

const INDEXES = fileURLToPath(new URL("../../../../firestore.indexes.json", import.meta.url));

describe("the gRPC server", () => {
  let server: FirestoreServer;
  let admin: ReturnType<typeof adminOf>;
  before(async () => {
    server = await startFirestore({ indexes: INDEXES });
    admin = adminOf(server);
  });
  after(async () => {
    await admin.close();
    await server.close();
  });

  it("refuses a query once: the Admin SDK asks again where a refusal comes without headers", async () => {
    const unindexed = admin.db.collection("bookings").where("performanceId", "==", "perf_001");
    const refusal: { code?: number } = await unindexed.get().then(
      () => ({}),
      (error) => error,
    );
    expect(refusal.code).to.equal(9);
    expect(server.counts.read("demo").methods["RunQuery"]?.requests).to.equal(1);
  });

  it("lets a connection send 16 MiB ahead, so that a burst of calls need not wait for each other", async () => {
    const session = connect(`http://${server.host}:${server.port}`);
    try {
      await once(session, "remoteSettings");
      await new Promise((answered) => session.ping(answered));
      expect(session.state.remoteWindowSize).to.equal(16 * 1024 * 1024);
    } finally {
      session.destroy();
    }
  });
});
