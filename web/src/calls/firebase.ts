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

/** After so long all tabs have seen a new account, in milliseconds. Auth's SDK looks for it every 800 ms. */
const SEEN_MS = 1_500;

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

/**
 * Signs in anonymously, unless this browser has an account already. Of tabs that do so at once, one makes the account
 * and the others wait for it: with two accounts one tab's bookings would be lost.
 */
export async function signIn(): Promise<void> {
  if (await isSignedIn()) return;
  await new Promise<void>((resolve, reject) => {
    const signedIn = async () => {
      if (auth.currentUser === null) {
        await signInAnonymously(auth);
        resolve();
        await new Promise((seen) => setTimeout(seen, SEEN_MS));
      }
      resolve();
    };
    navigator.locks.request("sign-in", signedIn).catch(reject);
  });
}

/** Calls a function of the service. */
export async function send(name: string, request: object): Promise<unknown> {
  return (await httpsCallable(functions, name, { timeout: PATIENCE_MS })(request)).data;
}
