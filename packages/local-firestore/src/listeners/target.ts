import type { Change, Document } from "../storage/document.js";
import type { Micros } from "../values/timestamp.js";

/** What a target's client must be told after a change. */
export interface TargetDiff {
  changed: Document[];
  /** Names that no longer belong to the target. */
  removed: string[];
}

/** Something a client listens to. */
export interface Target {
  /** What is there now, as a difference to nothing or to a past moment that the history reaches. */
  start(since: Micros | undefined): TargetDiff;
  /** The difference a commit makes, at a cost of what it changed. */
  apply(changes: readonly Change[]): TargetDiff;
  /** How many documents belong to the target now. */
  count(): number;
}
