/**
 * Loaded before any test: gives the tests a database of their own, or takes the one that FIRESTORE_EMULATOR_HOST names.
 * The variable must stand before the Admin SDK is loaded.
 */
process.env["GCLOUD_PROJECT"] ??= "demo-test";
const started =
  process.env["FIRESTORE_EMULATOR_HOST"] === undefined
    ? await startFirestore({ projectId: "demo-test" })
    : null;
if (started !== null) process.env["FIRESTORE_EMULATOR_HOST"] = `${started.host}:${started.port}`;

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await started?.close();
  },
};
