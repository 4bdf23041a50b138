import { failedPrecondition } from "../status.js";
import type { Micros } from "../values/timestamp.js";
import type { Change, Document } from "./document.js";

interface Commit {
  time: Micros;
  changes: readonly Change[];
}

/** How far back reads may go: one hour, as in the cloud without point-in-time recovery. */
export const RETENTION: Micros = 3600 * 1e6;
/** The most memory that the history may take, in bytes by the estimate of `cost`. */
const MOST_BYTES = 64 * 1024 * 1024;
/** The approximate memory that a change takes besides its documents, in bytes. */
const CHANGE_BYTES = 200;

export const tooOld = () => failedPrecondition("The requested snapshot version is too old.");

/** The commits of the last hour, or of less time if they take too much memory. Past states are computed from them. */
export class History {
  private commits: Commit[] = [];
  private bytes = 0;
  /** The earliest time whose state can be computed. Reads of an earlier time are refused. */
  private horizon: Micros;

  /** @param since when recording began. In the hour before that, there were no documents. */
  constructor(
    readonly since: Micros,
    private readonly mostBytes = MOST_BYTES,
  ) {
    this.horizon = since - RETENTION;
  }

  record(time: Micros, changes: readonly Change[]): void {
    this.commits.push({ time, changes });
    this.bytes += cost(changes);
    this.forget(time - RETENTION);
  }

  /** Drops the whole history. Reads of a time before `now` are refused from then on. */
  clear(now: Micros): void {
    this.commits = [];
    this.bytes = 0;
    this.horizon = now;
  }

  /** Whether the state at a time can still be computed. */
  reaches(time: Micros): boolean {
    return time >= this.horizon;
  }

  /**
   * The documents that were changed after `time`, as they were at `time`.
   * @throws {StatusError} FAILED_PRECONDITION if that is too long ago.
   */
  changedSince(time: Micros): Map<string, Document | null> {
    if (!this.reaches(time)) throw tooOld();
    const changed = new Map<string, Document | null>();
    for (let i = this.firstAfter(time); i < this.commits.length; i++) {
      for (const change of this.commits[i]?.changes ?? []) {
        if (!changed.has(change.name)) changed.set(change.name, change.before);
      }
    }
    return changed;
  }

  private firstAfter(time: Micros): number {
    let low = 0;
    let high = this.commits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.commits[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private forget(before: Micros): void {
    let gone = 0;
    let oldest = this.commits[gone];
    while (oldest && (oldest.time < before || this.bytes > this.mostBytes)) {
      this.horizon = oldest.time;
      this.bytes -= cost(oldest.changes);
      oldest = this.commits[++gone];
    }
    if (gone > 0) this.commits.splice(0, gone);
  }
}

const cost = (changes: readonly Change[]): number =>
  changes.reduce((sum, { before }) => sum + CHANGE_BYTES + (before?.size ?? 0), 0);
