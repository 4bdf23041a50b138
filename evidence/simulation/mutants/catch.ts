import { bundleFunctions } from "../runtime/bundle.js";
import type { FoundViolation } from "../messages.js";
import { Worker } from "../workers.js";
import type { Mutant } from "./mutant.js";

/** How many worlds are lived at a time, and how many to their end to see what else a mutant breaks. */
const BATCH = 50;
const BROKEN_WORLDS = 150;

/** What came of a mutant. */
export interface Caught {
  mutant: Mutant;
  /** In how many worlds it was caught; null if in none of them. */
  worlds: number | null;
  violation: FoundViolation | null;
  /** Every invariant that it breaks, in the worlds from the first on. */
  breaks: string[];
}

export interface Hunt {
  mutants: readonly Mutant[];
  seed: number;
  /** How many worlds each mutant may live. */
  worlds: number;
  workers: number;
  /** Whether to find out all that each breaks, not only what catches it. */
  thoroughly: boolean;
  onCaught?: (caught: Caught) => void;
}

/** Simulates each mutant until an invariant catches it. */
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
      // Where one fails, the others begin no more.
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
