import { setTimeout } from "node:timers/promises";
import type { DocumentData, DocumentSnapshot, UpdateData, WriteBatch } from "firebase-admin/firestore";
import { Refusal } from "../domain/refusals.js";
import { db } from "./collections.js";

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 20;

/** Status codes of gRPC (https://grpc.io/docs/guides/status-codes) that a commit can fail with and may be tried again. */
const CANCELLED = 1;
const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** The commit was not applied, because a document is no longer as it was read. */
const LOST_A_RACE: ReadonlySet<unknown> = new Set([NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED]);

/** Nobody said whether the commit was applied. Reading again tells. */
const ANSWER_LOST: ReadonlySet<unknown> = new Set([
  CANCELLED,
  UNKNOWN,
  DEADLINE_EXCEEDED,
  INTERNAL,
  UNAVAILABLE,
]);

/** Tells whether a commit failed in a way that reading again and deciding anew can mend. */
export function isWorthRereading(error: unknown): boolean {
  return isLostRace(error) || ANSWER_LOST.has(codeOf(error));
}

/** Tells whether a commit was not applied because a document is no longer as it was read. */
export function isLostRace(error: unknown): boolean {
  return error instanceof Outdated || LOST_A_RACE.has(codeOf(error));
}

/** What was read first is no longer true by what was read next: nothing can be decided by it. */
export class Outdated extends Error {}

/** Tells whether Firestore gave up because too many calls want the same documents. */
export function isContention(error: unknown): boolean {
  return codeOf(error) === ABORTED;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Changes a document as it was read: the whole commit fails if anyone wrote it since. */
export function updateAsRead<T extends DocumentData>(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<T>,
  change: UpdateData<DocumentData>,
): void {
  if (snapshot.updateTime === undefined) throw new Error(`${snapshot.ref.path} does not exist`);
  batch.update(snapshot.ref as DocumentSnapshot["ref"], change, { lastUpdateTime: snapshot.updateTime });
}

/**
 * Runs `attempt` (read, decide, commit what was read only if it has not changed) until its commit goes through. No lock
 * is held between the reading and the commit, so a call that stops in between leaves nothing behind, and a commit
 * whose answer was lost is found by the next attempt, which must recognise its own work.
 * @throws Refusal CONTENDED after six commits and a last look, if that told that none of them was applied.
 * @throws Error if nobody can say whether the last was applied.
 */
export async function commitAsRead<T>(attempt: (batch: WriteBatch) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(db.batch());
    } catch (error) {
      if (!isWorthRereading(error)) throw error;
      if (tried === ATTEMPTS) return lookOnceMore(attempt, error);
      await setTimeout(Math.random() * FIRST_PAUSE_MS * 2 ** tried);
    }
  }
}

/** Commits nothing any more: but the last commit may have been applied, and to refuse it then would be untrue. */
async function lookOnceMore<T>(attempt: (batch: WriteBatch) => Promise<T>, failure: unknown): Promise<T> {
  const batch = db.batch();
  batch.commit = () => Promise.reject(failure as Error);
  try {
    return await attempt(batch);
  } catch (error) {
    const wasRead = error === failure || error instanceof Outdated;
    if (wasRead && isLostRace(failure))
      throw new Refusal("CONTENDED", "Too many people want the same at this moment. Try again.");
    if (!isWorthRereading(error)) throw error;
    throw new Error("Nobody could say whether the last commit was applied.", { cause: error });
  }
}
