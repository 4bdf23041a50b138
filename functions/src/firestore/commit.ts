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

/** gRPC status codes (https://grpc.io/docs/guides/status-codes). */
const CANCELLED = 1;
const UNKNOWN = 2;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** A commit that fails with one of these codes was not applied. */
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

/** Returns whether an error means a lost race. A commit that failed with it was not applied. */
export function isLostRace(error: unknown): boolean {
  return error instanceof Outdated || LOST_A_RACE.has(codeOf(error));
}

/** The error for documents that were read at different times and do not fit together. Read them again. */
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
 * Sends a commit once. The SDK's `commit()` is not used, because it retries ABORTED and UNAVAILABLE for up to ten
 * minutes, long after the caller got its answer.
 * @returns the commit time, which is the update time of the documents that the commit changed.
 * @throws Refusal as `gaveUp` does, without sending, if no more than LAST_LOOK_MS is left.
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

/** The refusal for a call that gave up: OUTCOME_UNKNOWN if it may have changed something, else CONTENDED. */
export function gaveUp(): Refusal {
  return changesSent() > 0 ? outcomeUnknown() : contended();
}

/**
 * Runs a part of a call. A commit that got no answer may be applied later, even after the part has read the documents
 * again.
 * @throws Refusal OUTCOME_UNKNOWN in place of the part's refusal, if the call meanwhile sent a change that was made or
 * may still be made.
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

export interface Attempt {
  /** The attempt adds its writes here. */
  batch: WriteBatch;
  /** True after a failed attempt. What was read before may be outdated. */
  isRepeated: boolean;
}

/** The result of one attempt: an answer, for which nothing is committed, or a function to run after the commit. */
export type Change<T> =
  | { answer: T }
  | {
      /** @param committedAt the update time of the changed documents. */
      onceCommitted: (committedAt: Timestamp) => T | Promise<T>;
    };

/**
 * Makes a change by optimistic commits. `attempt` reads, decides and fills a batch. It runs again if its commit loses a
 * race or the answer is lost, so it must recognise its own earlier writes.
 * @param attempts the most runs of `attempt` that may commit.
 * @throws Refusal as `gaveUp` does, if the attempts or the time run out. For a refusal of `attempt` see
 * `withCertainRefusals`.
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
 * Runs `attempt` once more without a commit, because the last commit may have been applied although its answer was
 * lost.
 * @throws Refusal as `gaveUp` does, if `attempt` wants to write again or cannot read.
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
