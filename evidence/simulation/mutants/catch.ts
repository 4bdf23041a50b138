import { bundleFunctions } from "../runtime/bundle.js";
import type { FoundViolation } from "../messages.js";
import { Worker } from "../workers.js";
import type { Mutant } from "./mutant.js";

/** How many worlds a worker runs for one task while it looks for a violation. */
const BATCH = 50;
/** How many worlds, from the first violation on, are run to their end, to see all that a mutant breaks. */
const BROKEN_WORLDS = 150;

export interface Caught {
  mutant: Mutant;
  /** How many worlds it took to catch the mutant, or null if none caught it. */
  worlds: number | null;
  violation: FoundViolation | null;
  /** The invariants seen broken. Without `thoroughly` only the one that caught the mutant. Empty if none did. */
  breaks: string[];
}

export interface Hunt {
  mutants: readonly Mutant[];
  seed: number;
  /** The most worlds that are run to catch each mutant. */
  worlds: number;
  workers: number;
  /** Whether to look for all invariants that each mutant breaks, by running `BROKEN_WORLDS` worlds to their end. */
  thoroughly: boolean;
  onCaught?: (caught: Caught) => void;
}

/** Simulates each mutant until an invariant catches it, or until the most worlds have run. */
export async function hunt({
  mutants,
  seed,
  worlds,
  workers,
  thoroughly,
  onCaught,
}: Hunt): Promise<Caught[]> {
  const caught: Caught[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    let worker: Worker | null = null;
    try {
      for (let index = next++; index < mutants.length; index = next++) {
        const mutant = mutants[index]!;
        const code = await bundleFunctions(mutant.patches);
        if (worker === null) worker = new Worker(code);
        else worker.load(code);
        caught[index] = await huntOne(worker, mutant, seed, worlds, thoroughly);
        onCaught?.(caught[index]!);
      }
    } finally {
      // If one worker fails, the others begin no further mutant.
      next = mutants.length;
      worker?.close();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return caught;
}

async function huntOne(
  worker: Worker,
  mutant: Mutant,
  seed: number,
  worlds: number,
  thoroughly: boolean,
): Promise<Caught> {
  for (let first = 0; first < worlds; first += BATCH) {
    const { violation } = await worker.live({ seed, first, count: Math.min(BATCH, worlds - first) });
    if (violation === null) continue;
    const { invariants } = thoroughly
      ? await worker.break({ seed, first: violation.world, count: BROKEN_WORLDS })
      : { invariants: [violation.invariant] };
    return { mutant, worlds: violation.world + 1, violation, breaks: invariants };
  }
  return { mutant, worlds: null, violation: null, breaks: [] };
}
