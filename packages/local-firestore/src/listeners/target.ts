import type { Change, Document } from "../storage/document.js";
import type { Micros } from "../values/timestamp.js";

/** The changes that a target's client must receive. */
export interface TargetDiff {
  changed: Document[];
  /** The names of documents that left the target, or that the target lists by name but that do not exist. */
  removed: string[];
}

/** A query or a list of documents that a client listens to. */
export interface Target {
  /**
   * The difference between the time `since` and now. If `since` is undefined, the whole present state. The history must
   * reach back to `since`.
   */
  start(since: Micros | undefined): TargetDiff;
  /** The difference that a commit makes. */
  apply(changes: readonly Change[]): TargetDiff;
  /** How many documents belong to the target now. */
  count(): number;
}
