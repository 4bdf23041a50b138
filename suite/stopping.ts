import { constants } from "node:os";

/** The user, or the system, asked this process to end. */
export class Stopped extends Error {
  /** The exit code by which shells tell of the signal. */
  readonly exitCode: number;

  constructor(readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP") {
    super(`stopped by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** How often the parent is looked for, in milliseconds. */
const PARENT_EVERY_MS = 1_000;

/**
 * Watches for Ctrl-C and its like from now on, and for the end of the parent, which no signal tells of; the signal's
 * reason is a `Stopped`. Asking again changes nothing: what is under way ends in good order, and within seconds.
 */
export function whenStopped(): AbortSignal {
  const controller = new AbortController();
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) controller.abort(new Stopped("SIGHUP"));
  }, PARENT_EVERY_MS);
  watch.unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => controller.abort(new Stopped(signal)));
  }
  return controller.signal;
}

/** Rejects with the `Stopped` when it comes; until then, waits. */
export function untilStopped(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (stop.aborted) reject(stop.reason as Stopped);
    stop.addEventListener("abort", () => reject(stop.reason as Stopped), { once: true });
  });
}
