import { setTimeout } from "node:timers/promises";
import type { DocumentSnapshot, Firestore } from "firebase-admin/firestore";
import type { Performance } from "../functions/src/performances/performance.js";
import type { Suite } from "./boot.js";
import { Complaint } from "./complaint.js";
import { inOneLine, withApp } from "./database.js";
import { effectsOn, leavesOut } from "./effects.js";
import { checkPerformances, storedBytes, type Performances } from "./performanceFile.js";
import { samplePerformances } from "./samples.js";
import { projectId } from "./settings.js";
import { forEachOf, performanceOf, performanceRef, takenSeats } from "./stored.js";

/** How much is written at once. Firestore takes 10 MiB; many performances together are more. */
const BATCH = { performances: 500, bytes: 4 * 1_048_576 };

interface Replacement {
  id: string;
  performance: Performance;
  stored: DocumentSnapshot;
  /** What is stored: null where it could not be read, undefined where there is nothing. */
  before: Performance | null | undefined;
}

/** Puts the sample performances into a suite, on sale, not yet and no longer as of now. */
export async function loadSamples({ environment }: Suite): Promise<void> {
  Object.assign(process.env, environment);
  const samples = checkPerformances(samplePerformances(new Date()), "samples");
  await withApp({ projectId }, ({ db }) => loadPerformances(db, samples));
}

/**
 * Writes performances to Firestore, in place of those with the same ids, 500 at a time.
 *
 * A performance that somebody else changes between the look at its seats and the commit is not written. A booking in
 * between is not seen, because bookings do not read the performance in their commit, and for ten seconds more instances
 * sell by what they have read. Where a plan has lost seats the loader therefore looks again after that time: it cannot
 * undo such a booking, but it tells of it.
 * @param options `yes`: also where bookings are affected. `settleMs`: after what time to look again.
 * @throws Complaint that says how many bookings are affected, or what of it could not be written.
 */
export async function loadPerformances(
  db: Firestore,
  performances: Performances,
  { yes = false, settleMs = 11_000 } = {},
): Promise<void> {
  const replacements = await forEachOf(Object.entries(performances), async ([id, performance]) => {
    const stored = await performanceRef(db, id).get();
    return { id, performance, stored, before: stored.exists ? performanceOf(stored) : undefined };
  });
  if (!yes) await assertNobodyAffected(db, replacements);
  let written = 0;
  for (const batch of batchesOf(replacements)) {
    await commit(db, batch).catch((error: Error) => {
      throw new Complaint(`${amountWritten(written, replacements.length)}: ${whyRefused(error)}`);
    });
    written += batch.length;
  }
  const shrunk = replacements.filter(({ before, performance }) => before && leavesOut(before, performance));
  if (yes || shrunk.length === 0) return;
  console.log(`Written. Seats were taken out of the plan: looking again in ${settleMs / 1_000} s ...`);
  await setTimeout(settleMs);
  const late = await effectsOf(
    db,
    shrunk.map((replacement) => ({ ...replacement, before: undefined })),
  );
  if (late.length > 0)
    throw new Complaint(`${late.join("\n")}\nThis was booked while the performances were loaded.`);
}

async function assertNobodyAffected(db: Firestore, replacements: readonly Replacement[]): Promise<void> {
  const effects = await effectsOf(db, replacements);
  if (effects.length === 0) return;
  throw new Complaint(`${effects.join("\n")}\nNothing was written. To do it all the same, add --yes.`);
}

async function effectsOf(db: Firestore, replacements: readonly Replacement[]): Promise<string[]> {
  const effects = await forEachOf(replacements, async ({ id, performance, before }) =>
    effectsOn(await takenSeats(db, id), before, performance).map((effect) => `${id}: ${effect}`),
  );
  return effects.flat();
}

function batchesOf(replacements: readonly Replacement[]): Replacement[][] {
  const batches: Replacement[][] = [];
  let bytes = Infinity;
  for (const replacement of replacements) {
    const more = storedBytes(replacement.performance);
    if (bytes + more > BATCH.bytes || batches.at(-1)!.length >= BATCH.performances) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(replacement);
    bytes += more;
  }
  return batches;
}

async function commit(db: Firestore, replacements: readonly Replacement[]): Promise<void> {
  const batch = db.batch();
  for (const { performance, stored } of replacements) {
    // A set has no precondition; deleted and created in one commit, it is replaced only if it is what was read.
    if (stored.exists) batch.delete(stored.ref, { lastUpdateTime: stored.updateTime! });
    batch.create(stored.ref, performance);
  }
  await batch.commit();
}

function amountWritten(written: number, all: number): string {
  return written === 0 ? "Nothing was written" : `The first ${written} of ${all} were written`;
}

/** gRPC's NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION and ABORTED: it is no longer what was read. */
const CHANGED: ReadonlySet<unknown> = new Set([5, 6, 9, 10]);

function whyRefused(error: Error & { code?: unknown }): string {
  return CHANGED.has(error.code)
    ? "a performance was changed by someone else at the same moment. Load again."
    : inOneLine(error);
}
