import type { Change, Document } from "../storage/document.js";
import type { Micros } from "../values/timestamp.js";

/** The changes that a target's client must receive. */
export interface TargetDiff {
  changed: Document[];
  /** Names that no longer belong to the target. */
  removed: string[];
}

/** Something a client listens to. */
export interface Target {
  /** The current state, as a difference to an empty state or to a past time that the history still covers. */
  start(since: Micros | undefined): TargetDiff;
  /** The difference that a commit makes. Its cost grows with the number of changes. */
  apply(changes: readonly Change[]): TargetDiff;
  /** How many documents belong to the target now. */
  count(): number;
}
