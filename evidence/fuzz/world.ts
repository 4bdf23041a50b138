import { startFirestore } from "local-firestore";
import { logsOf } from "../../functions/test/support/logs.js";
import { CONTRACTS, type CallableName } from "./contract.js";
import { openTransport, type Transport } from "./transport.js";
import type { Token } from "./requests.js";
import { storeTheirs, THEIRS } from "./someoneElse.js";

const PROJECT = "demo-fuzz";

/** The callables and routes behind HTTP servers, and the database that they could write to. */
export interface FuzzWorld {
  transports: Record<CallableName, Transport>;
  /** The function with all HTTP routes. */
  api: Transport;
  /** The function with the HTTP routes of public reads only. */
  publicApi: Transport;
  tokens: Record<Token, string | null>;
  /** The number of commits to the database after the set-up. */
  commits(): number;
  close(): Promise<void>;
}

/** Starts all of it: first the database and then the functions, which look up the database when they are loaded. */
export async function startFuzzWorld(): Promise<FuzzWorld> {
  // The cloud sets this, too. Without it, the platform's own refusals would contain stack traces.
  process.env["NODE_ENV"] = "production";
  process.env["GCLOUD_PROJECT"] = PROJECT;
  process.env["METADATA_SERVER_DETECTION"] = "none";
  // Callables decode tokens without checking their signatures or users, as in the Functions emulator.
  process.env["FIREBASE_DEBUG_MODE"] = "true";
  process.env["FIREBASE_DEBUG_FEATURES"] = JSON.stringify({ skipTokenVerification: true });
  const firestore = await startFirestore();
  process.env["FIRESTORE_EMULATOR_HOST"] = `${firestore.host}:${firestore.port}`;
  const functions = await import("../../functions/src/index.js");
  const { idToken, startAuth } = await import("../../functions/test/support/auth.js");
  await startAuth();
  const { db } = await import("../../functions/src/firestore/database.js");
  await storeTheirs(db);

  // Reading the maps builds them, which is a write. After this, no request may write.
  const { readMaps } = await import("../../functions/src/seatmap/store/readMaps.js");
  await logsOf(() => readMaps(THEIRS.performanceId));

  let commits = 0;
  firestore.databases.get(`projects/${PROJECT}/databases/(default)`).onCommit(() => void commits++);
  const names = Object.keys(CONTRACTS) as CallableName[];
  const opened = await Promise.all(
    names.map(async (name) => [name, await openTransport(name, functions[name])] as const),
  );
  const transports = Object.fromEntries(opened) as FuzzWorld["transports"];
  const api = await openTransport("api", functions.api);
  const publicApi = await openTransport("publicApi", functions.publicApi);
  return {
    transports,
    api,
    publicApi,
    tokens: { good: idToken("ann"), none: null, bad: "no.token.at-all" },
    commits: () => commits,
    async close() {
      for (const transport of [...Object.values(transports), api, publicApi]) transport.close();
      await db.terminate();
      await firestore.close();
    },
  };
}
