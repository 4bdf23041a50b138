import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";

/** A call that must answer in time. */
interface Call {
  /** On the instance's monotonic clock, in milliseconds. */
  endsAt: number;
  /** Whether a commit was sent of which nobody has said that it was not applied. */
  mayHaveWritten: boolean;
}

const current = new AsyncLocalStorage<Call>();

/** How much time the call that is running has left, in milliseconds: endless where it has no deadline. */
export function timeLeft(): number {
  const call = current.getStore();
  return call === undefined ? Infinity : call.endsAt - performance.now();
}

/** Notes that the running call has sent a commit, or that its last one was not applied. */
export function noteMayHaveWritten(mayHaveWritten: boolean): void {
  const call = current.getStore();
  if (call !== undefined) call.mayHaveWritten = mayHaveWritten;
}

/**
 * Runs a call that answers within a time, in milliseconds, from now on. Inside another call the outer one's deadline
 * holds. What the call still does after its answer must look at `timeLeft` before it sends anything.
 * @param late makes the error that the caller gets when the time is over, told whether something may have been written.
 */
export function withinDeadline<T>(
  milliseconds: number,
  run: () => Promise<T>,
  late: (mayHaveWritten: boolean) => Error,
): Promise<T> {
  if (current.getStore() !== undefined) return run();
  const call = { endsAt: performance.now() + milliseconds, mayHaveWritten: false };
  return current.run(call, () => inTime(milliseconds, run(), () => late(call.mayHaveWritten)));
}

/** Waits for something no longer than a time, in milliseconds, and then fails with an error of the caller's choice. */
export function inTime<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  if (milliseconds === Infinity) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, milliseconds));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
