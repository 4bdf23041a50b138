import { setTimeout } from "node:timers/promises";
import {
  Timestamp,
  type DocumentData,
  type DocumentSnapshot,
  type UpdateData,
  type WriteBatch,
} from "firebase-admin/firestore";
import { contended, outcomeUnknown, Refusal } from "../shared/refusals.js";
import { inTime, mayHaveWritten, noteSent, timeLeft } from "../shared/deadline.js";
import { noteServerTime } from "./serverClock.js";
import { db } from "./database.js";

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 20;

/** What a call keeps of its time to find out, by reading, what became of its last commit; in milliseconds. */
const LAST_LOOK_MS = 2_000;

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

/** Updates a document on the condition that nobody has written it since it was read: else the whole commit fails. */
export function updateUnchanged<T extends DocumentData>(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<T>,
  change: UpdateData<DocumentData>,
): void {
  if (snapshot.updateTime === undefined) throw new Error(`${snapshot.ref.path} does not exist`);
  batch.update(snapshot.ref as DocumentSnapshot["ref"], change, { lastUpdateTime: snapshot.updateTime });
}

/** What `commit()` of the SDK calls. Told no codes to repeat, it sends the commit once. */
interface SendsOnce {
  _commit(options: { retryCodes: number[] }): Promise<{ commitTime: { seconds: number; nanos: number } }>;
}

/**
 * Sends a commit once, and not at all after the call's deadline. `commit()` of the SDK would repeat ABORTED and
 * UNAVAILABLE by itself for ten minutes, long after its caller was answered; a test holds that this does not.
 * @returns when it was committed: the update time of all that it wrote.
 * @throws Refusal where no time is left: CONTENDED, or OUTCOME_UNKNOWN if an earlier commit may have been applied.
 */
export async function commitOnce(batch: WriteBatch): Promise<Timestamp> {
  const milliseconds = timeLeft() - LAST_LOOK_MS;
  if (milliseconds <= 0) throw gaveUp();
  const takeBack = noteSent();
  try {
    const sent = (batch as unknown as SendsOnce)._commit({ retryCodes: [] });
    const { commitTime } = await inTime(milliseconds, sent, unanswered);
    const committedAt = new Timestamp(Number(commitTime.seconds), commitTime.nanos);
    noteServerTime(committedAt);
    return committedAt;
  } catch (error) {
    if (isLostRace(error)) takeBack();
    throw error;
  }
}

/** What is told of a change that could not be made: "try again" only where no commit may have been applied. */
export function gaveUp(): Refusal {
  return mayHaveWritten() ? outcomeUnknown() : contended();
}

const unanswered = () =>
  Object.assign(new Error("Firestore did not answer a commit in time."), { code: DEADLINE_EXCEEDED });

/** What a try of a change is given. */
export interface Attempt {
  /** What is to be written, all of it on the condition that what was read has not changed. */
  batch: WriteBatch;
  /** Whether an earlier try failed: then what needed no reading before may need it now. */
  isRepeated: boolean;
}

/** What a try of a change comes to: an answer, and nothing to write; or what follows once its batch was committed. */
export type Change<T> =
  | { answer: T }
  | {
      /** @param committedAt the update time of all that was written. */
      onceCommitted: (committedAt: Timestamp) => T | Promise<T>;
    };

/**
 * Makes a change by optimistic commits: `attempt` reads and decides, and its batch is committed if what it read has not
 * changed; else it is tried again. No lock is held in between, so a call that stops there leaves nothing behind. A
 * commit whose answer was lost is found by the next attempt, which must recognise its own work.
 * @throws Refusal CONTENDED after six commits and a last look, or when the call's time is over, if reading told that
 * none of them was applied; OUTCOME_UNKNOWN if nobody can say whether the last was.
 */
export async function optimisticCommit<T>(attempt: (attempt: Attempt) => Promise<Change<T>>): Promise<T> {
  for (let tried = 1; ; tried++) {
    const batch = db.batch();
    try {
      const change = await attempt({ batch, isRepeated: tried > 1 });
      if ("answer" in change) return change.answer;
      return await change.onceCommitted(await commitOnce(batch));
    } catch (error) {
      if (!isWorthRereading(error)) throw error;
      const pause = Math.random() * FIRST_PAUSE_MS * 2 ** tried;
      if (tried === ATTEMPTS || timeLeft() - LAST_LOOK_MS <= pause) return lookOnceMore(attempt, error);
      await setTimeout(pause);
    }
  }
}

/** Commits nothing any more: but the last commit may have been applied, and to refuse it then would be untrue. */
async function lookOnceMore<T>(
  attempt: (attempt: Attempt) => Promise<Change<T>>,
  failure: unknown,
): Promise<T> {
  const wasNotApplied = isLostRace(failure);
  try {
    const change = await attempt({ batch: db.batch(), isRepeated: true });
    if ("answer" in change) return change.answer;
  } catch (error) {
    if (!(error instanceof Outdated)) {
      // A commit that was not answered may be under way still: what reading refuses by now, it may yet change.
      const isCertain = wasNotApplied || !(error instanceof Refusal);
      throw isCertain && !isWorthRereading(error) ? error : outcomeUnknown();
    }
  }
  throw wasNotApplied ? gaveUp() : outcomeUnknown();
}
