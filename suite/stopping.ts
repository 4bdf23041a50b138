import { constants } from "node:os";

/** The error for a signal that asked this process to end, or, as SIGHUP, for the end of the parent process. */
export class Stopped extends Error {
  /** 128 plus the signal's number, as in shells. */
  readonly exitCode: number;

  constructor(readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP") {
    super(`stopped by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** How often to check whether the parent process still runs, in milliseconds. */
const PARENT_EVERY_MS = 1_000;

/**
 * Returns an abort signal that aborts at SIGINT (Ctrl-C), SIGTERM or SIGHUP, or when the parent process ends. The
 * parent is polled, because the system sends no signal when it ends. The abort reason is a `Stopped`. A second signal
 * has no effect.
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

/** Rejects with the `Stopped` when `stop` aborts. Never resolves. */
export function untilStopped(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (stop.aborted) reject(stop.reason as Stopped);
    stop.addEventListener("abort", () => reject(stop.reason as Stopped), { once: true });
  });
}
