import { fileURLToPath } from "node:url";
import { startFirestore } from "local-firestore";
import { keepLogsOutOfTheReport } from "./logs.js";

/**
 * Loaded before any test: gives the tests a database of their own, or takes the one that FIRESTORE_EMULATOR_HOST names.
 * The variable must stand before the Admin SDK is loaded. That of the tests' own refuses queries that lack an index, so
 * that a forgotten one is found here and not after deployment.
 */
keepLogsOutOfTheReport();
process.env["GCLOUD_PROJECT"] ??= "demo-test";
// The Admin SDK would ask for a metadata server, which only the cloud has, and wait for its answer.
process.env["METADATA_SERVER_DETECTION"] ??= "none";
const indexes = fileURLToPath(new URL("../../../firestore.indexes.json", import.meta.url));
/** Null where FIRESTORE_EMULATOR_HOST was set. */
export const started =
  process.env["FIRESTORE_EMULATOR_HOST"] === undefined ? await startFirestore({ indexes }) : null;
if (started !== null) process.env["FIRESTORE_EMULATOR_HOST"] = `${started.host}:${started.port}`;

// The admin app, which every file of the store takes for granted.
await import("../../src/setup.js");

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await started?.close();
  },
};
