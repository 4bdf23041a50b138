import type { Broken, Lived, Reply, Task, Told } from "./messages.js";
import type { Codec } from "./runtime/codec.js";
import { wire } from "./runtime/wire.js";
import { Machine } from "./runtime/machine.js";
import { shrink } from "./shrink.js";
import type { Step } from "./world/choices.js";
import { runWorld } from "./world/run.js";

/** How many records `shrink` may try. */
const MOST_SHRINKING_RUNS = 3_000;

const machine = new Machine();

async function live(seed: number, first: number, count: number): Promise<Lived> {
  const lived: Lived = { kind: "lived", worlds: 0, steps: 0, confirmed: 0, violation: null };
  for (let world = first; world < first + count && lived.violation === null; world++) {
    const { violations, choices, steps, confirmed } = await runWorld(machine, { seed, world });
    const [violation] = violations;
    lived.worlds++;
    lived.steps += steps;
    lived.confirmed += confirmed;
    if (violation)
      lived.violation = { world, choices, invariant: violation.invariant, problem: violation.problem };
  }
  return lived;
}

/** Runs worlds to their end, even after a violation. Returns all violated invariants. */
async function breakAll(seed: number, first: number, count: number): Promise<Broken> {
  const invariants = new Set<string>();
  for (let world = first; world < first + count; world++) {
    const { violations } = await runWorld(machine, { seed, world, goesOn: true });
    for (const { invariant } of violations) invariants.add(invariant);
  }
  return { kind: "broken", invariants: [...invariants] };
}

async function tell(options: {
  seed: number;
  world: number;
  choices?: readonly Step[];
  codec?: Codec;
}): Promise<Told> {
  const lines: string[] = [];
  const outcome = await runWorld(machine, {
    ...options,
    tell: (line) => void lines.push(line()),
  });
  const violation = outcome.violations[0] ?? null;
  return {
    kind: "told",
    lines,
    choices: outcome.choices,
    violation: violation && { invariant: violation.invariant, problem: violation.problem },
  };
}

async function answer(task: Task): Promise<Reply | null> {
  switch (task.kind) {
    case "load":
      machine.load(task.code);
      return null;
    case "live":
      return live(task.seed, task.first, task.count);
    case "break":
      return breakAll(task.seed, task.first, task.count);
    case "tell":
      return tell({ ...task, ...(task.overTheWire && { codec: wire() }) });
    case "shrink": {
      const { seed, world, invariant } = task;
      const stillFails = async (choices: readonly Step[]) => {
        const outcome = await runWorld(machine, { seed, world, choices });
        return outcome.violations[0]?.invariant === invariant ? outcome : null;
      };
      return tell({ seed, world, choices: await shrink(task.choices, stillFails, MOST_SHRINKING_RUNS) });
    }
  }
}

process.on("message", (task: Task) => {
  answer(task).then(
    (reply) => reply && process.send?.(reply),
    (error: unknown) => process.send?.({ kind: "failed", reason: String(error) } satisfies Reply),
  );
});
// The parent process has ended or closed this worker.
process.on("disconnect", () => process.exit());
