import { closeSync, openSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import type { Design } from "./design.js";
import { startFirestore, type Firestore } from "./firestore.js";
import type { Postgres } from "./peers/postgres.js";

/** All that a benchmark works with: a database to itself, this project, and its peers. */
export interface World {
  firestore: Firestore;
  ours: Design;
  eachSeat: Design;
  sectionDocument: Design;
  /** Null where PostgreSQL is not installed. */
  postgres: Postgres | null;
  /** All designs that there are, ours first. */
  designs: Design[];
  /** Simulates that much network time, in milliseconds, to whichever database a design uses. */
  distance(ms: number): Promise<void>;
  newPerformance(): string;
  stop(): Promise<void>;
}

/** Starts the databases and loads the designs, in this order: the Admin SDK asks for its database when it is loaded. */
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
  // As in production: with source maps on, as tsx has them, every refusal would pay for a mapped stack.
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

/** The handlers' log lines are written as in production, but to where nobody reads them. */
function logToNowhere(): () => void {
  const nowhere = openSync(devNull, "w");
  const write = (line: unknown) => void writeSync(nowhere, `${String(line)}\n`);
  console.info = write;
  console.warn = write;
  return () => closeSync(nowhere);
}
