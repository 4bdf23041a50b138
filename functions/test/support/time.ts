import { performance } from "node:perf_hooks";

const now = performance.now.bind(performance);
let passed = 0;
performance.now = () => now() + passed;

/** Lets time pass for this instance, in milliseconds: what it remembers grows old, nothing else changes. */
export function letPass(milliseconds: number): void {
  passed += milliseconds;
}
