import { performance } from "node:perf_hooks";

/**
 * Runs a function with the monotonic clock moved forward by so many milliseconds, so that the instance's caches seem
 * old.
 */
export async function waiting<T>(milliseconds: number, run: () => Promise<T>): Promise<T> {
  const { now } = performance;
  performance.now = () => now.call(performance) + milliseconds;
  try {
    return await run();
  } finally {
    performance.now = now;
  }
}
