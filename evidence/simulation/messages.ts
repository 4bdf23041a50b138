import type { Step } from "./world/choices.js";

/** What a worker is asked to do. */
export type Task =
  /** Run these functions from now on. No answer. */
  | { kind: "load"; code: string }
  /** Live worlds until one violates an invariant. Answered with "lived". */
  | { kind: "live"; seed: number; first: number; count: number }
  /** Live worlds to their end, whatever is violated. Answered with "broken". */
  | { kind: "break"; seed: number; first: number; count: number }
  /** Find the shortest history of a violation. Answered with "told". */
  | { kind: "shrink"; seed: number; world: number; invariant: string; choices: Step[] }
  /** Live a world and tell what happens; with every message as bytes, if asked for. Answered with "told". */
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

/** Every invariant that was violated. */
export interface Broken {
  kind: "broken";
  invariants: string[];
}

export type Reply = Lived | Broken | Told | { kind: "failed"; reason: string };
