import { initializeApp } from "firebase-admin/app";
import { setGlobalOptions } from "firebase-functions/options";
import { MAX_INSTANCES } from "./config.js";

/**
 * The admin app and what holds for every function. Imported first by `index.ts`: a module's imports run before its
 * body, so options set in the body of `index.ts` would come too late for the functions it exports.
 */
initializeApp();

setGlobalOptions({
  region: "asia-northeast3",
  maxInstances: MAX_INSTANCES,
  concurrency: 80,
  timeoutSeconds: 60,
  // Before its first call an instance uses 108 to 127 MB; with 80 calls at once the default of 256 would not do.
  memory: "512MiB",
});
