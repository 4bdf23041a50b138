import { direct, type Codec } from "../runtime/codec.js";
import type { Machine } from "../runtime/machine.js";
import { worldSeed } from "../runtime/random.js";
import type { Violation } from "../invariants/violation.js";
import { Choices, type Step } from "./choices.js";
import { end } from "./ending.js";
import { putOnSale } from "./performances.js";
import { drawPlan } from "./plan.js";
import { live } from "./steps.js";
import { World } from "./world.js";

/** What came of a world. */
export interface Outcome {
  /** What was violated, the first first; one for each invariant. */
  violations: Violation[];
  /** All that was chosen: with it the world can be lived again. */
  choices: Step[];
  /** For each step that was chosen, which operation it moved: its number, or 0. */
  moved: number[];
  steps: number;
  /** What was reached, to tell whether worlds are worth living: sold, cancelled and so on. */
  confirmed: number;
}

export interface RunOptions {
  seed: number;
  world: number;
  /** Lives again what was chosen before, or what is left of it. */
  choices?: readonly Step[];
  tell?: (line: () => string) => void;
  /** Does not end a world at the first violation, to find out what else is violated. */
  goesOn?: boolean;
  codec?: Codec;
}

/** Lives one world from its beginning to its end, or to the first thing that must never be. */
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
  await live(world);
  if (!world.isOver) await end(world);
  const bookings = [...world.watch.books.tables.bookings.values()];
  return {
    violations: [...world.watch.violations.values()],
    choices: choices.steps,
    // The first step is the world's plan.
    moved: [0, ...world.moved],
    steps: world.steps,
    confirmed: bookings.filter(({ status }) => status === "confirmed").length,
  };
}
