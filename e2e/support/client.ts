import { randomUUID } from "node:crypto";
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInAnonymously } from "firebase/auth";
import { connectFirestoreEmulator, doc, getFirestore, onSnapshot, type Firestore } from "firebase/firestore";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";

export const REGION = "asia-northeast3";
export const PROJECT = process.env["GCLOUD_PROJECT"] ?? "demo-payments";

/** Reads the address of a part of the suite from an environment variable, which `npm run stack` sets. */
function emulator(variable: string): { host: string; port: number } {
  const [host, port] = process.env[variable]?.split(":") ?? [];
  if (host === undefined || port === undefined)
    throw new Error(`${variable} is not set: use npm run stack -- …`);
  return { host, port: Number(port) };
}

/** A user's app on one device. It uses the real client SDK. */
export interface Client {
  uid: string;
  firestore: Firestore;
  idToken(): Promise<string>;
  call(callable: string, data: object): Promise<Record<string, never> & Answer>;
  /** Resolves with the user's booking when it has the status. */
  sees(bookingId: string, status: string): Promise<Record<string, unknown>>;
}

/** The fields of the callables' answers that the tests check. */
export interface Answer {
  bookingId: string;
  paymentIntentId: string;
  status: string;
  failure: { code: string } | null;
  seats: { seatId: string; status: string }[];
  bookings: { bookingId: string; status: string; cancelReason: string | null }[];
  nextCursor: string | null;
}

const apps: FirebaseApp[] = [];

/** Signs in a new user. */
export async function signIn(): Promise<Client> {
  const app = initializeApp({ projectId: PROJECT, apiKey: "local" }, randomUUID());
  apps.push(app);
  const auth = getAuth(app);
  const { host, port } = emulator("FIREBASE_AUTH_EMULATOR_HOST");
  connectAuthEmulator(auth, `http://${host}:${port}`, { disableWarnings: true });
  const { user } = await signInAnonymously(auth);

  const firestore = getFirestore(app);
  const database = emulator("FIRESTORE_EMULATOR_HOST");
  connectFirestoreEmulator(firestore, database.host, database.port);
  const functions = getFunctions(app, REGION);
  const backend = emulator("FUNCTIONS_EMULATOR_HOST");
  connectFunctionsEmulator(functions, backend.host, backend.port);

  return {
    uid: user.uid,
    firestore,
    idToken: () => user.getIdToken(),
    call: async (callable, data) => (await httpsCallable(functions, callable)(data)).data as never,
    sees: (bookingId, status) =>
      new Promise((resolve, reject) => {
        const stop = onSnapshot(
          doc(firestore, "bookings", bookingId),
          (booking) => {
            if (booking.data()?.["status"] !== status) return;
            stop();
            resolve(booking.data()!);
          },
          reject,
        );
      }),
  };
}

/** Closes all apps, because the process cannot end while they are open. */
export async function signOutAll(): Promise<void> {
  await Promise.all(apps.splice(0).map((app) => deleteApp(app)));
}

/** The URL of an HTTP function. */
export function functionUrl(name: string, path = ""): string {
  const { host, port } = emulator("FUNCTIONS_EMULATOR_HOST");
  return `http://${host}:${port}/${PROJECT}/${REGION}/${name}${path}`;
}

/** Runs the sweep as Cloud Scheduler does. */
export async function runSweep(): Promise<void> {
  const { host, port } = emulator("FUNCTIONS_EMULATOR_HOST");
  const response = await fetch(
    `http://${host}:${port}/functions/projects/${PROJECT}/triggers/${REGION}-sweepExpiredLocks-0`,
    {
      method: "POST",
      headers: {
        "X-CloudScheduler-JobName": "sweepExpiredLocks",
        "X-CloudScheduler-ScheduleTime": new Date().toISOString(),
      },
    },
  );
  if (!response.ok) throw new Error(`the sweep answered ${response.status}`);
}
