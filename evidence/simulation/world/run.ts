import { direct, type Codec } from "../runtime/codec.js";
import type { Machine } from "../runtime/machine.js";
import { worldSeed } from "../runtime/random.js";
import type { Violation } from "../invariants/violation.js";
import { Choices, type Step } from "./choices.js";
import { end, sellBefore } from "./ending.js";
import { putOnSale } from "./performances.js";
import { drawPlan } from "./plan.js";
import { live } from "./steps.js";
import { World } from "./world.js";

export interface Outcome {
  /** The first violation of each invariant, in the order in which they happened. */
  violations: Violation[];
  /** All choices. The same world can be replayed from them. */
  choices: Step[];
  /** For each step of `choices`, the id of the last operation that it began, let go on, paused, resumed or stopped, or 0. */
  moved: number[];
  steps: number;
  /** How many bookings are confirmed at the end. */
  confirmed: number;
}

export interface RunOptions {
  seed: number;
  world: number;
  /** Replays these choices, which may be a shortened record. */
  choices?: readonly Step[];
  tell?: (line: () => string) => void;
  /** Continues after the first violation, to find out which other invariants are violated. */
  goesOn?: boolean;
  codec?: Codec;
}

/** Runs one world to its end, or to the first violation unless `goesOn` is set. */
export async function runWorld(machine: Machine, options: RunOptions): Promise<Outcome> {
  const seed = worldSeed(options.seed, options.world);
  const choices = options.choices ? Choices.replayed(options.choices) : Choices.drawn(seed);
  machine.restart(seed);
  const plan = drawPlan(choices);
  const instances = await machine.instances(plan.instances);
  const world = new World(
    plan,
    choices,
    machine,
    instances,
    options.tell ?? (() => undefined),
    options.goesOn ?? false,
    options.codec ?? direct,
  );
  world.connect();
  world.tell(() => `a world of ${JSON.stringify(plan)}`);
  for (const performance of plan.performances) await putOnSale(world, performance);
  await sellBefore(world);
  await live(world);
  if (!world.isOver) await end(world);
  const bookings = [...world.watch.books.tables.bookings.values()];
  return {
    violations: [...world.watch.violations.values()],
    choices: choices.steps,
    // The first step drew the plan and continued no operation.
    moved: [0, ...world.moved],
    steps: world.steps,
    confirmed: bookings.filter(({ status }) => status === "confirmed").length,
  };
}
