import { initializeApp, deleteApp } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { seatKey, ticketCountKey } from "../../../functions/src/shared/ids.js";
import { startFirestore } from "local-firestore";
import { Explained } from "../../commandLine.js";
import { UserError } from "../../userError.js";
import { checkPerformances, type Performances } from "../../performanceFile.js";
import { projectId, root } from "../../settings.js";
import { openBooking } from "../../../functions/src/bookings/domain/purchase.js";
import { priceOrder } from "../../../functions/src/bookings/domain/order.js";

/** A command's exit code, and its output or the message of its user error. */
export interface Said {
  code: number;
  text: string;
}

/** Starts a local Firestore for tests of the commands, and sets the environment so that they connect to it. */
export async function startDatabase() {
  const server = await startFirestore({ indexes: `${root}firestore.indexes.json` });
  const before = process.env.FIRESTORE_EMULATOR_HOST;
  process.env.FIRESTORE_EMULATOR_HOST = `${server.host}:${server.port}`;
  process.env.METADATA_SERVER_DETECTION = "none";
  const app = initializeApp({ projectId }, "tests");
  return {
    db: getFirestore(app),
    async close() {
      await deleteApp(app);
      await server.close();
      if (before === undefined) delete process.env.FIRESTORE_EMULATOR_HOST;
      else process.env.FIRESTORE_EMULATOR_HOST = before;
    },
  };
}

/** Runs a command as `suite/run.js` does, and captures its output. */
export async function run(main: (args: string[]) => Promise<number>, ...args: string[]): Promise<Said> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: string) => void lines.push(line);
  try {
    const code = await main(args);
    return { code, text: lines.join("\n") };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error instanceof Explained ? error.exitCode : 1, text: error.message };
  } finally {
    console.log = log;
  }
}

/** A performance as it is written in a file: row A in section R and row 가 in section VIP, with ten seats each. */
export function inFile(changes: object = {}) {
  return {
    title: "Swan Lake",
    venue: "Arts Center",
    startsAt: "2027-05-01T19:30:00+09:00",
    currency: "KRW",
    salesOpenAt: "2026-01-01T10:00:00+09:00",
    salesCloseAt: "2027-05-01T18:30:00+09:00",
    sections: [
      { section: "R", name: "Royal", price: 100_000, rows: [{ row: "A", firstSeat: 1, lastSeat: 10 }] },
      { section: "VIP", name: "VIP", price: 150_000, rows: [{ row: "가", firstSeat: 1, lastSeat: 10 }] },
    ],
    ...changes,
  };
}

/** A layout as it is written in a file. It draws the performance of `inFile`, with two straight rows. */
export function layoutInFile(changes: object = {}) {
  const row = { firstSeat: 1, x: 0, y: 50, angle: 0, pitch: 5, curve: 0, gaps: [], accessible: [] };
  const block = (name: string, y: number) => ({
    name: { ko: `${name} 구역`, en: `Block ${name}` },
    outline: [-5, y, 50, y, 50, y + 10, -5, y + 10],
    level: 1,
  });
  return {
    name: "Arts Center",
    stage: [0, 0, 45, 0, 45, 20, 0, 20],
    blocks: { b1: block("b1", 45), b2: block("b2", 55) },
    rows: { A: row, 가: { ...row, y: 60 } } as Record<string, typeof row>,
    ...changes,
  };
}

/** Parses performances as if they were read from a file. */
export const checked = (performances: object): Performances => checkPerformances(performances, "file");

/** Stores a booking as the functions do. It is pending, or, by default, paid one minute after `madeAt`. */
export async function book(
  db: Firestore,
  performanceId: string,
  userId: string,
  seatIds: string[],
  { paid = true, madeAt = new Date("2026-05-01T12:00:00Z") } = {},
): Promise<string> {
  const performance = checked({ [performanceId]: inFile() })[performanceId]!;
  const wish = {
    userId,
    performanceId,
    seatIds,
    paymentMethod: "CREDIT_CARD",
    requestId: crypto.randomUUID(),
  } as const;
  const { booking, intent, locks } = openBooking(priceOrder(performance, wish, madeAt), madeAt);
  const { bookingId, ...storedBooking } = booking;
  const { paymentIntentId, ...storedIntent } = intent;
  const confirmed = { status: "confirmed", confirmedAt: new Date(madeAt.getTime() + 60_000) };
  const batch = db.batch();
  batch.create(db.doc(`bookings/${bookingId}`), { ...storedBooking, ...(paid ? confirmed : {}) });
  batch.create(db.doc(`paymentIntents/${paymentIntentId}`), {
    ...storedIntent,
    ...(paid ? { status: "SUCCESS", dueAt: null, gateway: { provider: "simulated", reference: "sim" } } : {}),
  });
  for (const lock of locks) {
    const booked = { status: "booked", lockedUntil: null };
    const seat = db.doc(`occupiedSeats/${seatKey(performanceId, lock.seatId)}`);
    batch.create(seat, { ...lock, ...(paid ? booked : {}) });
  }
  const count = db.doc(`ticketCounts/${ticketCountKey(performanceId, userId)}`);
  const before = (await count.get()).get("tickets") as number | undefined;
  batch.set(count, { userId, performanceId, tickets: (before ?? 0) + seatIds.length, updatedAt: madeAt });
  await batch.commit();
  return bookingId;
}

/** Reads all documents, by path. */
export async function everything(db: Firestore): Promise<Record<string, object>> {
  const collections = await db.listCollections();
  const snapshots = await Promise.all(collections.map((collection) => collection.get()));
  return Object.fromEntries(
    snapshots.flatMap(({ docs }) => docs.map((document) => [document.ref.path, document.data()])),
  );
}

/** Deletes all documents. */
export async function clear(db: Firestore): Promise<void> {
  await Promise.all((await db.listCollections()).map((collection) => db.recursiveDelete(collection)));
}

/** Wraps a database so that `meddle` runs just before each batch is committed, or before each transaction begins. */
export function meddled(
  db: Firestore,
  at: "batch" | "runTransaction",
  meddle: () => Promise<unknown>,
): Firestore {
  const batch = () => {
    const begun = db.batch();
    const commit = begun.commit.bind(begun);
    begun.commit = async () => {
      await meddle();
      return commit();
    };
    return begun;
  };
  const runTransaction: Firestore["runTransaction"] = async (...asked) => {
    await meddle();
    return db.runTransaction(...asked);
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === at) return { batch, runTransaction }[at];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
