import { expect } from "chai";
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
});
