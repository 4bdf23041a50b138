import { initializeApp, setLogLevel } from "firebase/app";
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
import { addresses, hostPort, projectId, region } from "../settings.js";

/** How long a customer waits for a change to become visible, in milliseconds. */
const PATIENCE_MS = 20_000;

/** A document in `occupiedSeats`. An available seat has no document. */
export interface SeatDocument {
  seatId: string;
  status: "locked" | "booked";
}

// When the suite stops, the customers still have open listeners, and their SDK would log connection errors.
setLogLevel("silent");

/** A customer with the app on a phone: signed in, able to call the functions and to listen to documents. */
export interface Customer {
  name: string;
  call<Answer = Record<string, unknown>>(callable: string, request: Record<string, unknown>): Promise<Answer>;
  /** Resolves with the booking when it has the status. */
  seeBooking(bookingId: string, status: string): Promise<DocumentData>;
  /** Resolves when all these seats have the status. "available" means that the seat has no document. */
  seeSeats(
    performanceId: string,
    seatIds: string[],
    status: SeatDocument["status"] | "available",
  ): Promise<void>;
}

/** Signs in a new customer. Each customer has a separate Firebase app, as on a separate phone. */
export async function arrive(name: string): Promise<Customer> {
  const app = initializeApp({ projectId, apiKey: "any-will-do-for-the-emulators" }, name);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${hostPort(addresses.auth)}`, { disableWarnings: true });
  const db = getFirestore(app);
  connectFirestoreEmulator(db, addresses.firestore.host, addresses.firestore.port);
  const functions = getFunctions(app, region);
  connectFunctionsEmulator(functions, addresses.functions.host, addresses.functions.port);
  await signInAnonymously(auth);

  return {
    name,
    call: async <Answer>(callable: string, request: Record<string, unknown>) =>
      (await httpsCallable<unknown, Answer>(functions, callable)(request)).data,
    seeBooking: (bookingId, status) =>
      until(`booking ${status}`, (seen, failed) =>
        onSnapshot(
          doc(db, "bookings", bookingId),
          (snapshot) => {
            const booking = snapshot.data();
            if (booking?.status === status) seen(booking);
          },
          failed,
        ),
      ),
    seeSeats: (performanceId, seatIds, status) =>
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

/** Listens until `watch` calls `seen`. Rejects if `watch` calls `failed`, or after `PATIENCE_MS`. */
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
