import { setTimeout } from "node:timers/promises";
import {
  Timestamp,
  type DocumentData,
  type DocumentSnapshot,
  type UpdateData,
  type WriteBatch,
} from "firebase-admin/firestore";
import { contended, outcomeUnknown, Refusal } from "../shared/refusals.js";
import { changesSent, inTime, noteSent, timeLeft, withDeadline } from "../shared/deadline.js";
import { noteServerTime } from "./serverClock.js";
import { db } from "./database.js";

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 20;
/** From this attempt on the longest possible pause does not grow. */
const LONGEST_PAUSE_AFTER = 6;

/** The time, in milliseconds, that a call keeps free at its end to read whether its last commit was applied. */
const LAST_LOOK_MS = 2_000;

/** The gRPC status codes (https://grpc.io/docs/guides/status-codes) after which the documents are read again. */
const CANCELLED = 1;
const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/**
 * These codes mean that the commit was not applied. A document was changed or deleted since it was read, a document to
 * be created exists already, or too many calls want the same documents.
 */
const LOST_A_RACE: ReadonlySet<unknown> = new Set([NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED]);

/** These codes do not tell whether the commit was applied. It may still be under way. */
const ANSWER_LOST: ReadonlySet<unknown> = new Set([
  CANCELLED,
  UNKNOWN,
  DEADLINE_EXCEEDED,
  INTERNAL,
  UNAVAILABLE,
]);

/** Returns whether, after this failure, the call may read the documents again and decide again. */
export function isWorthRereading(error: unknown): boolean {
  return isLostRace(error) || ANSWER_LOST.has(codeOf(error));
}

/** Returns whether an attempt failed because of other calls and certainly changed nothing. */
export function isLostRace(error: unknown): boolean {
  return error instanceof Outdated || LOST_A_RACE.has(codeOf(error));
}

/** The error for two reads that contradict each other, because a document changed between them. Read both again. */
export class Outdated extends Error {}

/** Returns whether Firestore gave up because too many calls want the same documents. */
export function isContention(error: unknown): boolean {
  return codeOf(error) === ABORTED;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Adds an update to a batch. The whole commit fails if the document has changed since it was read. */
export function updateUnchanged<T extends DocumentData>(
  batch: WriteBatch,
  snapshot: DocumentSnapshot<T>,
  change: UpdateData<DocumentData>,
): void {
  if (snapshot.updateTime === undefined) throw new Error(`${snapshot.ref.path} does not exist`);
  batch.update(snapshot.ref as DocumentSnapshot["ref"], change, { lastUpdateTime: snapshot.updateTime });
}

/** The SDK's private method behind `commit()`. With no codes to retry, it sends the commit once. */
interface SendsOnce {
  _commit(options: { retryCodes: number[] }): Promise<{ commitTime: { seconds: number; nanos: number } }>;
}

/**
 * Sends a commit once. The SDK's `commit()` is not used, because it retries ABORTED and UNAVAILABLE for ten minutes,
 * long after the caller got its answer.
 * @returns the commit time, which is the update time of all documents written.
 * @throws Refusal without sending if no more than LAST_LOOK_MS is left: CONTENDED, or OUTCOME_UNKNOWN if the call may
 * have made an earlier change.
 * @throws Firestore's error if the commit fails, or DEADLINE_EXCEEDED if it is not answered in time.
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

/** The refusal for a change that was given up: CONTENDED if certainly nothing was changed, else OUTCOME_UNKNOWN. */
export function gaveUp(): Refusal {
  return changesSent() > 0 ? outcomeUnknown() : contended();
}

/**
 * Runs a part of a call, and makes sure that its refusal is true. A commit that got no answer may be applied later, even
 * after the part has read the documents again.
 * @throws Refusal OUTCOME_UNKNOWN in place of the part's refusal, if a commit of the part was applied or not answered.
 */
export function withCertainRefusals<T>(part: () => Promise<T>): Promise<T> {
  return withDeadline(Infinity, async () => {
    const before = changesSent();
    try {
      return await part();
    } catch (error) {
      throw error instanceof Refusal && changesSent() > before ? outcomeUnknown() : error;
    }
  });
}

const unanswered = () =>
  Object.assign(new Error("Firestore did not answer a commit in time."), { code: DEADLINE_EXCEEDED });

/** The parameters of one attempt at a change. */
export interface Attempt {
  /** The attempt adds its writes here. `updateUnchanged` adds one that fails if its document has changed since. */
  batch: WriteBatch;
  /** True if an earlier attempt failed. Then the attempt reads all documents, also those that the first did not. */
  isRepeated: boolean;
}

/** The result of one attempt: an answer, for which nothing is committed, or a function to run after the commit. */
export type Change<T> =
  | { answer: T }
  | {
      /** @param committedAt the update time of all documents written. */
      onceCommitted: (committedAt: Timestamp) => T | Promise<T>;
    };

/**
 * Makes a change by optimistic commits. `attempt` reads, decides and fills a batch. The commit fails if a document that
 * a write depends on has changed since `attempt` read it. Then, or if an answer is lost, `attempt` runs again. So it
 * must recognise its own earlier writes. No lock is held, so a dead call blocks nobody.
 * @param attempts the most runs of `attempt` that may commit.
 * @throws Refusal after the last attempt, or if too little time is left: CONTENDED if certainly nothing was changed,
 * else OUTCOME_UNKNOWN. For a refusal of `attempt` see `withCertainRefusals`. Other errors are passed on.
 */
export function optimisticCommit<T>(
  attempt: (attempt: Attempt) => Promise<Change<T>>,
  attempts = ATTEMPTS,
): Promise<T> {
  return withCertainRefusals(async () => {
    for (let tried = 1; ; tried++) {
      const batch = db.batch();
      try {
        const change = await attempt({ batch, isRepeated: tried > 1 });
        if ("answer" in change) return change.answer;
        return await change.onceCommitted(await commitOnce(batch));
      } catch (error) {
        if (!isWorthRereading(error)) throw error;
        const pause = Math.random() * FIRST_PAUSE_MS * 2 ** Math.min(tried, LONGEST_PAUSE_AFTER);
        if (tried === attempts || timeLeft() - LAST_LOOK_MS <= pause) return lookOnceMore(attempt);
        await setTimeout(pause);
      }
    }
  });
}

/**
 * Runs `attempt` once more without a commit. The last commit may have been applied although its answer was lost. Then
 * `attempt` finds its own writes and returns their answer. If it wants to write again, a refusal is thrown.
 */
async function lookOnceMore<T>(attempt: (attempt: Attempt) => Promise<Change<T>>): Promise<T> {
  try {
    const change = await attempt({ batch: db.batch(), isRepeated: true });
    if ("answer" in change) return change.answer;
  } catch (error) {
    if (!isWorthRereading(error)) throw error;
  }
  throw gaveUp();
}
