import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import { expect } from "chai";
import type { Firestore } from "firebase/firestore";
import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  getDoc,
  getDocs,
  onSnapshot,
  query,
  setDoc,
  setLogLevel,
  updateDoc,
  where,
  writeBatch,
} from "firebase/firestore";
import { readFileSync } from "node:fs";
import { type FirestoreServer, startFirestore } from "local-firestore";

/** One document for each collection. Every document with an owner belongs to alice. */
const DOCUMENTS: Record<string, Record<string, unknown>> = {
  "performances/perf": { title: "Hamlet" },
  "occupiedSeats/seat": { performanceId: "perf", seatId: "A1", status: "locked" },
  "seatMaps/perf_b1": { performanceId: "perf", block: "b1", rows: { A: "..#" } },
  "layouts/hall": { name: "Hall", stage: [0, 0, 9, 0, 9, 9] },
  "bookings/booking": { userId: "alice", status: "pending" },
  "paymentIntents/intent": { userId: "alice", status: "PENDING" },
  "refunds/refund": { userId: "alice", status: "DONE" },
  "reviews/review": { userId: "alice", status: "open" },
  "operatorActions/action": { userId: "alice", account: "local" },
  "ticketCounts/count": { userId: "alice", held: 1 },
  "ledgerEntries/entry": { userId: "alice", amount: 30_000 },
  "simulatedCharges/charge": { userId: "alice", amount: 30_000 },
  "simulatedRefunds/charge": { userId: "alice", refunds: [] },
  "somethingNew/document": { userId: "alice" },
};

const PUBLIC = ["performances", "occupiedSeats", "seatMaps"];
/** Everyone may read a document of these collections, but not list them. */
const BY_ID = ["layouts"];
const OWNED = ["bookings", "paymentIntents", "refunds"];

type Who = "signed out" | "another user" | "the owner";

/** The expected policy: everyone reads `PUBLIC` and gets `BY_ID`, owners read `OWNED`, nobody does anything else. */
function isAllowed(collectionId: string, operation: string, who: Who): boolean {
  if (operation !== "get" && operation !== "list") return false;
  if (BY_ID.includes(collectionId)) return operation === "get";
  return PUBLIC.includes(collectionId) || (OWNED.includes(collectionId) && who === "the owner");
}

/** The operations to try. A list of a collection that is not in `PUBLIC` asks only for alice's documents. */
const operations: Record<string, (firestore: Firestore, path: string) => Promise<unknown>> = {
  get: (firestore, path) => getDoc(doc(firestore, path)),
  list: (firestore, path) => {
    const [collectionId = ""] = path.split("/");
    const whole = collection(firestore, collectionId);
    return getDocs(PUBLIC.includes(collectionId) ? whole : query(whole, where("userId", "==", "alice")));
  },
  create: (firestore, path) => setDoc(doc(firestore, `${path}-new`), { userId: "alice" }),
  update: (firestore, path) => updateDoc(doc(firestore, path), { status: "confirmed" }),
  delete: (firestore, path) => deleteDoc(doc(firestore, path)),
};

describe("firestore.rules, through the client SDK", () => {
  let server: FirestoreServer | undefined;
  let environment: RulesTestEnvironment;
  const callers = {} as Record<Who, Firestore>;

  before(async () => {
    // Otherwise the SDK logs requests that are refused.
    setLogLevel("silent");
    const running = process.env["FIRESTORE_EMULATOR_HOST"];
    server = running === undefined ? await startFirestore() : undefined;
    const [host = "", port] = (running ?? `${server?.host}:${server?.port}`).split(":");
    environment = await initializeTestEnvironment({
      // A separate project, so that the test does not change the rules and documents of a running suite.
      projectId: "demo-rules",
      firestore: { host, port: Number(port), rules: readFileSync("firestore.rules", "utf8") },
    });
    const firestoreOf = (context: { firestore(): unknown }) => context.firestore() as Firestore;
    callers["signed out"] = firestoreOf(environment.unauthenticatedContext());
    callers["another user"] = firestoreOf(environment.authenticatedContext("bob"));
    callers["the owner"] = firestoreOf(environment.authenticatedContext("alice"));
    await environment.withSecurityRulesDisabled(async (context) => {
      const firestore = firestoreOf(context);
      for (const [path, data] of Object.entries(DOCUMENTS)) await setDoc(doc(firestore, path), data);
    });
  });

  after(async () => {
    await environment.clearFirestore();
    await environment.cleanup();
    setLogLevel("error");
    await server?.close();
  });

  for (const path of Object.keys(DOCUMENTS)) {
    const [collectionId = ""] = path.split("/");
    describe(collectionId, () => {
      for (const [operation, perform] of Object.entries(operations)) {
        for (const who of ["signed out", "another user", "the owner"] as const) {
          const allowed = isAllowed(collectionId, operation, who);
          it(`${allowed ? "allows" : "denies"} ${operation} to ${who}`, async () => {
            const attempt = perform(callers[who], path);
            await (allowed ? assertSucceeds(attempt) : assertFails(attempt));
          });
        }
      }
    });
  }

  for (const collectionId of OWNED) {
    it(`denies a list of all ${collectionId}, even to a user who owns every one of them`, async () => {
      await assertFails(getDocs(collection(callers["the owner"], collectionId)));
      await assertFails(getDocs(collectionGroup(callers["the owner"], collectionId)));
    });

    it(`answers alike for someone else's and for none of ${collectionId}`, async () => {
      const messages = await Promise.all(
        [DOCUMENTS, { [`${collectionId}/none`]: {} }].map(async (documents) => {
          const path =
            Object.keys(documents).find((candidate) => candidate.startsWith(`${collectionId}/`)) ?? "";
          const refusal: { code?: string } = await getDoc(doc(callers["another user"], path)).catch(
            (error) => error,
          );
          return refusal.code;
        }),
      );
      expect(messages).to.deep.equal(["permission-denied", "permission-denied"]);
    });
  }

  it("lets an owner watch a booking, and no one else", async () => {
    const watch = (firestore: Firestore) =>
      new Promise<unknown>((resolve, reject) => {
        const stop = onSnapshot(
          doc(firestore, "bookings/booking"),
          (snapshot) => {
            stop();
            resolve(snapshot.get("status"));
          },
          reject,
        );
      });
    expect(await watch(callers["the owner"])).to.equal("pending");
    await assertFails(watch(callers["another user"]));
    await assertFails(watch(callers["signed out"]));
  });

  it("denies a batch, whatever is in it", async () => {
    const firestore = callers["the owner"];
    const batch = writeBatch(firestore);
    batch.update(doc(firestore, "bookings/booking"), { status: "confirmed" });
    batch.set(doc(firestore, "notes/mine"), { text: "x" });
    await assertFails(batch.commit());
  });

  it("changed nothing in all of this", async () => {
    await environment.withSecurityRulesDisabled(async (context) => {
      const firestore = context.firestore() as unknown as Firestore;
      for (const [path, data] of Object.entries(DOCUMENTS)) {
        expect((await getDoc(doc(firestore, path))).data(), path).to.deep.equal(data);
        expect((await getDoc(doc(firestore, `${path}-new`))).exists(), path).to.equal(false);
      }
    });
  });
});
