import { fileURLToPath } from "node:url";
import { startFirestore } from "local-firestore";
import { keepLogsOutOfTheReport } from "./logs.js";

/**
 * Loaded before the tests: starts a Firestore for them unless FIRESTORE_EMULATOR_HOST names one. The started Firestore
 * refuses queries without an index, so that the tests find a missing one.
 */
keepLogsOutOfTheReport();
process.env["GCLOUD_PROJECT"] ??= "demo-test";
// Without this, the Admin SDK would look for the cloud's metadata server.
process.env["METADATA_SERVER_DETECTION"] ??= "none";
const indexes = fileURLToPath(new URL("../../../firestore.indexes.json", import.meta.url));
/** The Firestore started here. Null if FIRESTORE_EMULATOR_HOST was set. */
export const started =
  process.env["FIRESTORE_EMULATOR_HOST"] === undefined ? await startFirestore({ indexes }) : null;
if (started !== null) process.env["FIRESTORE_EMULATOR_HOST"] = `${started.host}:${started.port}`;

// Initialize the admin app.
await import("../../src/setup.js");

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await started?.close();
  },
};
