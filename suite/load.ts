import { setTimeout } from "node:timers/promises";
import type { DocumentSnapshot, Firestore } from "firebase-admin/firestore";
import type { Performance } from "../functions/src/performances/performance.js";
import type { Suite } from "./boot.js";
import { UserError } from "./userError.js";
import { inOneLine, withApp } from "./database.js";
import { effectsOn, leavesOut, policyEffect } from "./effects.js";
import { storedBytes } from "./documentFile.js";
import { checkLayouts } from "./layoutFile.js";
import { assertDrawable, loadLayouts } from "./layoutStore.js";
import { checkPerformances, type Performances } from "./performanceFile.js";
import { sampleLayouts, samplePerformances } from "./samples.js";
import { projectId } from "./settings.js";
import { forEachOf, performanceOf, performanceRef, takenSeats } from "./stored.js";

/** The most performances and the most bytes that one commit writes. Firestore accepts at most 10 MiB in a commit. */
const BATCH = { performances: 500, bytes: 4 * 1_048_576 };

interface Replacement {
  id: string;
  performance: Performance;
  stored: DocumentSnapshot;
  /** The stored performance; null if it is malformed, undefined if there is none. */
  before: Performance | null | undefined;
}

/**
 * Loads the sample performances and layouts into a suite, and sets this process's environment variables to the suite's.
 * The dates of the performances are relative to now.
 */
export async function loadSamples({ environment }: Suite): Promise<void> {
  Object.assign(process.env, environment);
  const samples = checkPerformances(samplePerformances(new Date()), "samples");
  const layouts = checkLayouts(sampleLayouts, "samples");
  await withApp({ projectId }, async ({ db }) => {
    await loadLayouts(db, layouts, "samples");
    await loadPerformances(db, samples);
  });
}

/**
 * Writes performances to Firestore, in commits of limited size. Each replaces the stored performance with the same id.
 * A commit fails if someone else changed a performance after it was read here. Changes of refund terms are printed. If
 * seats were removed, the bookings are checked again later, because instances may sell from an old performance for ten
 * seconds. A booking of a removed seat is reported.
 * @param options `yes`: write even if bookings are affected, and skip the second check. `settleMs`: how long to wait
 * before the second check, in milliseconds.
 * @throws UserError that lists the affected bookings, or what the layouts of the performances lack, or says how many
 * performances were written before a failure.
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
  await assertDrawable(db, performances);
  if (!yes) await assertNobodyAffected(db, replacements);
  let written = 0;
  for (const batch of batchesOf(replacements)) {
    await commit(db, batch).catch((error: Error) => {
      throw new UserError(`${amountWritten(written, replacements.length)}: ${whyRefused(error)}`);
    });
    written += batch.length;
  }
  for (const { id, before, performance } of replacements) {
    const effect = policyEffect(before, performance);
    if (effect !== null) console.log(`${id}: ${effect}.`);
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
    throw new UserError(`${late.join("\n")}\nThis was booked while the performances were loaded.`);
}

async function assertNobodyAffected(db: Firestore, replacements: readonly Replacement[]): Promise<void> {
  const effects = await effectsOf(db, replacements);
  if (effects.length === 0) return;
  throw new UserError(`${effects.join("\n")}\nNothing was written. To do it all the same, add --yes.`);
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
    // A set cannot have an update time as its precondition, but a delete can. So the commit deletes the document and
    // creates it again, and it fails if somebody changed the document after it was read.
    if (stored.exists) batch.delete(stored.ref, { lastUpdateTime: stored.updateTime! });
    batch.create(stored.ref, performance);
  }
  await batch.commit();
}

function amountWritten(written: number, all: number): string {
  return written === 0 ? "Nothing was written" : `The first ${written} of ${all} were written`;
}

/** gRPC's NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION and ABORTED: the document changed after it was read. */
const CHANGED: ReadonlySet<unknown> = new Set([5, 6, 9, 10]);

function whyRefused(error: Error & { code?: unknown }): string {
  return CHANGED.has(error.code)
    ? "a performance was changed by someone else at the same moment. Load again."
    : inOneLine(error);
}
