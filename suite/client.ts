import { randomUUID } from "node:crypto";
import { deleteApp, FirebaseError, initializeApp, type FirebaseApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInAnonymously } from "firebase/auth";
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  query,
  where,
  type DocumentData,
} from "firebase/firestore";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import type { Callables, ErrorDetails, RefusalReason } from "../functions/src/contract.js";
import { promised } from "./contract/promised.js";
import { addresses, hostPort, projectId, region } from "./settings.js";

/** How long a client waits for a change to become visible, in milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * A user's app on one device. It calls the functions and listens to documents through the real client SDK. The answers
 * and errors of the functions are checked against docs/openapi.json.
 */
export interface Client {
  uid: string;
  idToken(): Promise<string>;
  call<Name extends keyof Callables>(
    name: Name,
    request: Callables[Name]["request"],
  ): Promise<Callables[Name]["answer"]>;
  /** Resolves with the user's booking when it has the status. */
  seesBooking(bookingId: string, status: string): Promise<DocumentData>;
  /** Resolves with the user's refund when it has the status. */
  seesRefund(refundId: string, status: string): Promise<DocumentData>;
  /** Resolves when all these seats have the status. "available" means that the seat has no document. */
  seesSeats(
    performanceId: string,
    seatIds: readonly string[],
    status: "locked" | "booked" | "available",
  ): Promise<void>;
}

const apps: FirebaseApp[] = [];

/** Signs in a new user. Each user has a separate Firebase app, as on a separate phone. */
export async function signIn(): Promise<Client> {
  const app = initializeApp({ projectId, apiKey: "any-will-do-for-the-emulators" }, randomUUID());
  apps.push(app);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${hostPort(addresses.auth)}`, { disableWarnings: true });
  const db = getFirestore(app);
  connectFirestoreEmulator(db, addresses.firestore.host, addresses.firestore.port);
  const functions = getFunctions(app, region);
  connectFunctionsEmulator(functions, addresses.functions.host, addresses.functions.port);
  const { user } = await signInAnonymously(auth);

  const withStatus = (path: string, status: string) =>
    until<DocumentData>(`${path} ${status}`, (seen, failed) =>
      onSnapshot(
        doc(db, path),
        (snapshot) => {
          const document = snapshot.data();
          if (document?.["status"] === status) seen(document);
        },
        failed,
      ),
    );

  return {
    uid: user.uid,
    idToken: () => user.getIdToken(),
    call: async <Name extends keyof Callables>(name: Name, request: Callables[Name]["request"]) =>
      (await promised(name, httpsCallable<unknown, Callables[Name]["answer"]>(functions, name)(request)))
        .data,
    seesBooking: (bookingId, status) => withStatus(`bookings/${bookingId}`, status),
    seesRefund: (refundId, status) => withStatus(`refunds/${refundId}`, status),
    seesSeats: (performanceId, seatIds, status) =>
      until(`seats ${status}`, (seen, failed) =>
        onSnapshot(
          query(collection(db, "occupiedSeats"), where("performanceId", "==", performanceId)),
          ({ docs }) => {
            const occupied = new Map(docs.map((each) => [each.get("seatId") as string, each.get("status")]));
            if (seatIds.every((seatId) => (occupied.get(seatId) ?? "available") === status)) seen();
          },
          failed,
        ),
      ),
  };
}

/** Closes the apps of all users, because the process cannot end while they are open. */
export async function signOutAll(): Promise<void> {
  await Promise.all(apps.splice(0).map((app) => deleteApp(app)));
}

/**
 * Returns the reason of the refusal with which a call failed.
 * @throws the call's error if it has no reason, or an Error if the call succeeded.
 */
export async function refusal(call: Promise<unknown>): Promise<RefusalReason> {
  try {
    await call;
  } catch (error) {
    return reasonOf(error);
  }
  throw new Error("the call was not refused");
}

/**
 * Returns `details.reason` of a callable's error.
 * @throws the error itself if it has no reason.
 */
export function reasonOf(error: unknown): RefusalReason {
  const details = error instanceof FirebaseError && "details" in error ? error.details : undefined;
  const reason = (details as ErrorDetails | undefined)?.reason;
  if (reason === undefined) throw error;
  return reason;
}

/** Listens until `watch` calls `seen` or `failed`. Rejects after `PATIENCE_MS`. */
function until<T>(
  what: string,
  watch: (seen: (value: T) => void, failed: (error: Error) => void) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(late);
      queueMicrotask(() => unsubscribe()); // `watch` may call `seen` before it returns `unsubscribe`
      how();
    };
    const late = setTimeout(
      () => settle(() => reject(new Error(`${what}: not within ${PATIENCE_MS / 1000} seconds`))),
      PATIENCE_MS,
    );
    const unsubscribe = watch(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}
