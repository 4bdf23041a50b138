import { deleteApp, initializeApp } from "firebase-admin/app";
import { type Firestore, initializeFirestore } from "firebase-admin/firestore";
import type { FirestoreServer } from "../../src/server.js";

let apps = 0;

/** A Firestore of the Admin SDK that talks to a server of its test's own. */
export function adminOf(server: FirestoreServer): { db: Firestore; close: () => Promise<void> } {
  const host = process.env["FIRESTORE_EMULATOR_HOST"];
  // The SDK reads it as the Firestore is made, and has no other way to be told.
  process.env["FIRESTORE_EMULATOR_HOST"] = `${server.host}:${server.port}`;
  const app = initializeApp({ projectId: "demo" }, `admin-${++apps}`);
  const db = initializeFirestore(app);
  if (host === undefined) delete process.env["FIRESTORE_EMULATOR_HOST"];
  else process.env["FIRESTORE_EMULATOR_HOST"] = host;
  return { db, close: () => deleteApp(app) };
}
