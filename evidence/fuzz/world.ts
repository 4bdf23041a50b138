import { startFirestore } from "local-firestore";
import { CONTRACTS, type CallableName } from "./contract.js";
import { openDoor, type Door } from "./door.js";
import type { Token } from "./requests.js";
import { storeTheirs } from "./someoneElse.js";

const PROJECT = "demo-fuzz";

/** The callables behind their doors, and all that they could write, leak or log. */
export interface FuzzWorld {
  doors: Record<CallableName, Door>;
  /** The same operations as routes. */
  api: Door;
  publicApi: Door;
  tokens: Record<Token, string | null>;
  /** How often something was written to the database. */
  commits(): number;
  close(): Promise<void>;
}

/** Starts the database, then loads the functions: they ask for their database when they are loaded. */
export async function startFuzzWorld(): Promise<FuzzWorld> {
  // As in the cloud: elsewhere the platform's own refusals would show where in the code they were made.
  process.env["NODE_ENV"] = "production";
  process.env["GCLOUD_PROJECT"] = PROJECT;
  process.env["METADATA_SERVER_DETECTION"] = "none";
  // As in the Functions emulator: callables decode tokens, and ask nobody whether their users are still there.
  process.env["FIREBASE_DEBUG_MODE"] = "true";
  process.env["FIREBASE_DEBUG_FEATURES"] = JSON.stringify({ skipTokenVerification: true });
  const firestore = await startFirestore();
  process.env["FIRESTORE_EMULATOR_HOST"] = `${firestore.host}:${firestore.port}`;
  const functions = await import("../../functions/src/index.js");
  const { idToken, startAuth } = await import("../../functions/test/support/auth.js");
  await startAuth();
  const { db } = await import("../../functions/src/firestore/database.js");
  await storeTheirs(db);

  let commits = 0;
  firestore.databases.get(`projects/${PROJECT}/databases/(default)`).onCommit(() => void commits++);
  const names = Object.keys(CONTRACTS) as CallableName[];
  const opened = await Promise.all(
    names.map(async (name) => [name, await openDoor(name, functions[name])] as const),
  );
  const doors = Object.fromEntries(opened) as FuzzWorld["doors"];
  const api = await openDoor("api", functions.api);
  const publicApi = await openDoor("publicApi", functions.publicApi);
  return {
    doors,
    api,
    publicApi,
    tokens: { good: idToken("ann"), none: null, bad: "no.token.at-all" },
    commits: () => commits,
    async close() {
      for (const door of [...Object.values(doors), api, publicApi]) door.close();
      await db.terminate();
      await firestore.close();
    },
  };
}
