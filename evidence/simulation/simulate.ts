import type { FoundViolation, Told } from "./messages.js";
import { Worker } from "./workers.js";

/** How many worlds a worker runs between two progress reports. */
const BATCH = 20;

export interface Simulation {
  /** The bundled functions, as one CommonJS text. */
  code: string;
  seed: number;
  worlds: number;
  workers: number;
  /** Called after each batch of worlds. */
  onProgress?: (progress: Progress) => void;
  /** Called with the first violation before its history is made shorter, which takes minutes. */
  onViolation?: (found: FoundViolation) => void;
}

export interface Progress {
  worlds: number;
  steps: number;
  /** Bookings that are confirmed when their world ends. */
  confirmed: number;
  seconds: number;
}

/** The result of a simulation: the violation in the first world that has one, with the shortest history found. */
export interface Simulated extends Progress {
  violation: (FoundViolation & { shortest: Told }) | null;
}

/** Runs worlds on all workers until all have run or one violates an invariant. Then shortens that world's history. */
export async function simulate(simulation: Simulation): Promise<Simulated> {
  const { code, seed, worlds, workers, onProgress, onViolation } = simulation;
  const began = performance.now();
  const total: Progress = { worlds: 0, steps: 0, confirmed: 0, seconds: 0 };
  let next = 0;
  let first: FoundViolation | null = null;
  const crew = Array.from({ length: Math.min(workers, Math.ceil(worlds / BATCH)) }, () => new Worker(code));
  const work = async (worker: Worker): Promise<void> => {
    // All worlds before a violation are still run, so that the same seed reports the same first violation.
    while (next < (first?.world ?? worlds)) {
      const batch = { seed, first: next, count: Math.min(BATCH, worlds - next) };
      next += batch.count;
      const lived = await worker.live(batch);
      total.worlds += lived.worlds;
      total.steps += lived.steps;
      total.confirmed += lived.confirmed;
      total.seconds = (performance.now() - began) / 1000;
      if (lived.violation && lived.violation.world < (first?.world ?? Infinity)) first = lived.violation;
      onProgress?.(total);
    }
  };
  try {
    await Promise.all(crew.map(work));
    const found = first as FoundViolation | null;
    if (found === null) return { ...total, violation: null };
    onViolation?.(found);
    const shortest = await crew[0]!.shrink({ seed, ...found });
    return { ...total, violation: { ...found, shortest } };
  } finally {
    for (const worker of crew) worker.close();
  }
}
