import { fileURLToPath } from "node:url";
import { startFirestore } from "local-firestore";
import { keepLogsOutOfTheReport } from "./logs.js";

/**
 * This module is loaded before the tests. It starts a Firestore for them, or uses the one in FIRESTORE_EMULATOR_HOST.
 * The variable must be set before the Admin SDK is loaded. The Firestore started here refuses queries without an index,
 * so that a missing index is found in the tests and not after deployment.
 */
keepLogsOutOfTheReport();
process.env["GCLOUD_PROJECT"] ??= "demo-test";
// Without this, the Admin SDK would look for a metadata server, which exists only in the cloud, and wait for its answer.
process.env["METADATA_SERVER_DETECTION"] ??= "none";
const indexes = fileURLToPath(new URL("../../../firestore.indexes.json", import.meta.url));
/** The Firestore started here. Null if FIRESTORE_EMULATOR_HOST was set. */
export const started =
  process.env["FIRESTORE_EMULATOR_HOST"] === undefined ? await startFirestore({ indexes }) : null;
if (started !== null) process.env["FIRESTORE_EMULATOR_HOST"] = `${started.host}:${started.port}`;

// Initialize the admin app, because the modules that use Firestore expect it.
await import("../../src/setup.js");

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await started?.close();
  },
};
