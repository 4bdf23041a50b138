import { hash } from "node:crypto";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import type * as Functions from "../../../functions/src/index.js";
import type { beginRound } from "../../../functions/src/payments/store/beginRound.js";
import type { lookAgain } from "../../../functions/src/payments/store/lookAgain.js";
import type { newAction } from "../../../functions/src/payments/store/operatorActions.js";
import type { payByHand } from "../../../functions/src/payments/store/payByHand.js";
import type { getSeatMap } from "../../../functions/src/seatmap/getSeatMap.js";
import type { Random } from "./random.js";
import type { VirtualTime } from "./time.js";

/** The deployed functions, the route of a seat map, and the functions with which an operator answers a review. */
export type Bundled = typeof Functions & {
  beginRound: typeof beginRound;
  lookAgain: typeof lookAgain;
  newAction: typeof newAction;
  payByHand: typeof payByHand;
  getSeatMap: typeof getSeatMap;
};

/** One running copy of the functions. It has its own clock, which may be wrong. */
export interface Instance {
  functions: Bundled;
  /** How far its clock is ahead of the database's, in milliseconds. Negative if it is behind. */
  skewMs: number;
  /** For how long its monotonic clock stood still, in milliseconds. */
  lostMs: number;
  /**
   * Resets the memory to that of a new instance. Instances are reused, because starting one
   * costs half a world's time.
   */
  forget(): void;
  /** Forgets unfinished work that several calls wait for. Work that a stopped operation has begun would never end. */
  forgetSharedWork(): void;
}

/** Loads modules from the functions' packages, so that `firebase-admin` and the others are the deployed versions. */
export const requireFromFunctions = createRequire(
  new URL("../../../functions/package.json", import.meta.url),
);

/** The names of the module variables that hold unfinished work. */
const SHARED_WORK: ReadonlySet<string> = new Set(["building", "reading", "groups"]);

/**
 * Starts an instance of the bundled functions. Its clocks, timers and randomness are passed in as arguments, so that
 * each instance can have its own clock.
 */
export function startInstance(code: string, time: VirtualTime, random: () => Random): Instance {
  const memories: { name: string; clear: () => void }[] = [];
  const forget = () => memories.forEach(({ clear }) => clear());
  const forgetSharedWork = () => memories.forEach(({ name, clear }) => SHARED_WORK.has(name) && clear());
  const instance = { skewMs: 0, lostMs: 0, forget, forgetSharedWork } as Instance;
  const clock = () => time.now + instance.skewMs;
  const performance = { now: () => time.monotonic() - instance.lostMs };
  const given: Record<string, unknown> = {
    "node:crypto": { hash, randomUUID: () => random().bytes(16).toString("hex") },
    "node:perf_hooks": { performance },
    "node:timers/promises": {
      setTimeout: (delayMs: number, value?: unknown) =>
        new Promise((resolve) => time.set(() => resolve(value), delayMs)),
    },
    "firebase-admin/app": { initializeApp: () => undefined },
  };
  const require = (name: string): unknown => given[name] ?? requireFromFunctions(name);
  const module = { exports: {} };
  const names = ["require", "module", "exports", "memories", "Date", "performance", "Math"];
  const run = compileFunction(code, names, { filename: "functions.cjs" });
  run(require, module, module.exports, memories, dateOf(clock), performance, mathOf(random));
  instance.functions = module.exports as Bundled;
  return instance;
}

/** Returns a `Date` that uses an instance's clock. It is a proxy, so that `instanceof` also accepts ordinary dates. */
function dateOf(clock: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, given: [] | [number]) =>
      new target(...(given.length === 0 ? ([clock()] as const) : given)),
    get: (target, name) => (name === "now" ? clock : (Reflect.get(target, name) as unknown)),
  });
}

function mathOf(random: () => Random): Math {
  return Object.create(Math, { random: { value: () => random().next() } }) as Math;
}
