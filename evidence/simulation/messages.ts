import type { Step } from "./world/choices.js";

/** A task for a worker. A task that fails is answered with "failed". */
export type Task =
  /** Use these bundled functions from now on. No answer. */
  | { kind: "load"; code: string }
  /** Run worlds, and stop after one that violates an invariant. Answered with "lived". */
  | { kind: "live"; seed: number; first: number; count: number }
  /** Run worlds to their end, even after a violation. Answered with "broken". */
  | { kind: "break"; seed: number; first: number; count: number }
  /** Look for the shortest history of a violation. Answered with "told". */
  | { kind: "shrink"; seed: number; world: number; invariant: string; choices: Step[] }
  /** Run a world and return its history. `overTheWire`: encode every message to bytes. Answered with "told". */
  | { kind: "tell"; seed: number; world: number; choices?: Step[]; overTheWire?: boolean };

export interface FoundViolation {
  world: number;
  invariant: string;
  problem: string;
  choices: Step[];
}

export interface Lived {
  kind: "lived";
  worlds: number;
  steps: number;
  confirmed: number;
  violation: FoundViolation | null;
}

export interface Told {
  kind: "told";
  lines: string[];
  choices: Step[];
  violation: { invariant: string; problem: string } | null;
}

/** The names of all violated invariants. */
export interface Broken {
  kind: "broken";
  invariants: string[];
}

export type Reply = Lived | Broken | Told | { kind: "failed"; reason: string };
