import { closeSync, openSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import type { Design } from "./design.js";
import { startFirestore, type Firestore } from "./firestore.js";
import type { Postgres } from "./peers/postgres.js";

/** The environment of a benchmark: its own database, this project's design, and other designs to compare it with. */
export interface World {
  firestore: Firestore;
  ours: Design;
  eachSeat: Design;
  sectionDocument: Design;
  /** Null if PostgreSQL is not installed. */
  postgres: Postgres | null;
  /** All available designs, this project first. */
  designs: Design[];
  /** Sets the network time that is added to each later round trip to Firestore or PostgreSQL, in milliseconds. */
  distance(ms: number): Promise<void>;
  newPerformance(): string;
  stop(): Promise<void>;
}

/** Starts Firestore before it loads the designs, because the Admin SDK looks up its database when it is loaded. */
export async function startWorld(): Promise<World> {
  const firestore = await startFirestore();
  const closeLogs = logToNowhere();
  const { ours } = await import("./ours.js");
  const { eachSeat } = await import("./peers/eachSeat.js");
  const { sectionDocument } = await import("./peers/sectionDocument.js");
  const { startCluster } = await import("./peers/cluster.js");
  const cluster = await startCluster();
  const postgres =
    cluster === null ? null : await (await import("./peers/postgres.js")).postgresDesign(cluster);
  // Production runs without Node's source maps. tsx turns them on, and each refusal would spend
  // time on mapping its stack.
  process.setSourceMapsEnabled(false);
  let performances = 0;
  return {
    firestore,
    ours,
    eachSeat,
    sectionDocument,
    postgres,
    designs: [ours, eachSeat, sectionDocument, ...(postgres === null ? [] : [postgres])],
    async distance(ms) {
      await firestore.distance(ms);
      postgres?.distance(ms);
    },
    newPerformance: () => `perf_${++performances}`,
    async stop() {
      await postgres?.close();
      cluster?.stop();
      firestore.stop();
      closeLogs();
    },
  };
}

/**
 * Writes the handlers' log lines, but not errors, to the null device, so that logging takes time, as in production.
 * Returns a function that closes the device.
 */
function logToNowhere(): () => void {
  const nowhere = openSync(devNull, "w");
  const write = (line: unknown) => void writeSync(nowhere, `${String(line)}\n`);
  console.debug = write;
  console.info = write;
  console.warn = write;
  return () => closeSync(nowhere);
}
