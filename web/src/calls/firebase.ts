// This file is loaded apart from the rest, because Firebase's SDK is large.
import { initializeApp } from "firebase/app";
import {
  browserLocalPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  signInAnonymously,
} from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import { settings } from "../settings.js";

/** How long to wait for an answer, in milliseconds. The service's own deadline is 25 seconds. */
const PATIENCE_MS = 30_000;

const { apiKey, authDomain, projectId, region, emulators } = settings;
const app = initializeApp({ apiKey, authDomain, projectId });
// `initializeAuth` and not `getAuth`, because `getAuth` would also load the code for pop-ups.
const auth = initializeAuth(app, { persistence: [indexedDBLocalPersistence, browserLocalPersistence] });
const functions = getFunctions(app, region);
if (emulators !== null) {
  const { hostname, port } = new URL(emulators.functions);
  connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  connectFunctionsEmulator(functions, hostname, Number(port));
}

/** Tells whether this browser has an account already. */
export async function isSignedIn(): Promise<boolean> {
  await auth.authStateReady();
  return auth.currentUser !== null;
}

/** Signs in anonymously, unless this browser has an account already. */
export async function signIn(): Promise<void> {
  if (!(await isSignedIn())) await signInAnonymously(auth);
}

/** Calls a function of the service. */
export async function send(name: string, request: object): Promise<unknown> {
  return (await httpsCallable(functions, name, { timeout: PATIENCE_MS })(request)).data;
}
