import { initializeApp } from "firebase-admin/app";
import { setGlobalOptions } from "firebase-functions/options";
import { MAX_INSTANCES } from "./config.js";

/**
 * The admin app. This module also sets the options of all functions, so it must run before any of them is defined.
 * Therefore `index.ts` imports it first. `database.ts` imports it, too, because the bundle may change the order.
 */
export const app = initializeApp();

setGlobalOptions({
  region: "asia-northeast3",
  maxInstances: MAX_INSTANCES,
  concurrency: 80,
  timeoutSeconds: 60,
  // An instance uses 108 to 127 MB before its first call. With 80 calls at once, the default of 256 MB is not enough.
  memory: "512MiB",
});
