// This file is a chunk of its own, which is loaded when someone books: Auth and Functions are two thirds of all script.
import { FirebaseError, initializeApp } from "firebase/app";
import {
  browserLocalPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  signInAnonymously,
} from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import { settings } from "../settings.js";
import { CallFailed, callFailed } from "./trouble.js";

/** The service answers within 25 seconds. Without this limit a lost answer is waited for 70 seconds. */
const PATIENCE_MS = 30_000;

const { apiKey, authDomain, projectId, region, emulators } = settings;
const app = initializeApp({ apiKey, authDomain, projectId });
// `initializeAuth` and not `getAuth`, because that brings the code for pop-ups.
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
 * Signs in without a name, unless this browser has an account already.
 * @throws CallFailed
 */
export async function signIn(): Promise<void> {
  if (await isSignedIn()) return;
  try {
    await signInAnonymously(auth);
  } catch (error) {
    const isOffline = error instanceof FirebaseError && error.code === "auth/network-request-failed";
    throw new CallFailed({ reason: isOffline ? "LOST" : "SIGNED_OUT" });
  }
}

/** @throws CallFailed */
export async function send(name: string, request: object): Promise<unknown> {
  try {
    return (await httpsCallable(functions, name, { timeout: PATIENCE_MS })(request)).data;
  } catch (error) {
    if (!(error instanceof FirebaseError)) throw error;
    const details = "details" in error ? error.details : undefined;
    throw callFailed(error.code.replace("functions/", ""), details);
  }
}
