import { performance } from "node:perf_hooks";

/**
 * Runs something as if this instance had waited, in milliseconds: what it remembers has grown old. Afterwards its clock
 * is as before, or the times it was told would seem to lie behind.
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
