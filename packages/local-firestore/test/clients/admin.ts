import { deleteApp, initializeApp } from "firebase-admin/app";
import { type Firestore, initializeFirestore } from "firebase-admin/firestore";
import type { FirestoreServer } from "../../src/server.js";

let apps = 0;

/** Connects the Admin SDK to a server. `close` ends the connection. */
export function adminOf(server: FirestoreServer): { db: Firestore; close: () => Promise<void> } {
  const host = process.env["FIRESTORE_EMULATOR_HOST"];
  // The SDK reads this variable when its Firestore object is made.
  process.env["FIRESTORE_EMULATOR_HOST"] = `${server.host}:${server.port}`;
  const app = initializeApp({ projectId: "demo" }, `admin-${++apps}`);
  const db = initializeFirestore(app);
  if (host === undefined) delete process.env["FIRESTORE_EMULATOR_HOST"];
  else process.env["FIRESTORE_EMULATOR_HOST"] = host;
  return { db, close: () => deleteApp(app) };
}
