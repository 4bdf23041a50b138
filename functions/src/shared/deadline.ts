import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";

/** The deadline of a call, in milliseconds from its beginning. The function's own time limit is a minute. */
export const CALL_MS = 25_000;

interface Call {
  /** The deadline on the instance's monotonic clock, in milliseconds. */
  readonly endsAt: number;
  /**
   * How many commits and requests to close a payment the call has sent, without commits that lost a race. A charge or a
   * refund is not counted, because the commit that claims it is.
   */
  sent: number;
}

const current = new AsyncLocalStorage<Call>();

/** Runs a call with a deadline, in milliseconds from now. If a call is running already, its deadline applies. */
export function withDeadline<T>(milliseconds: number, run: () => Promise<T>): Promise<T> {
  return current.getStore() === undefined ? withOwnDeadline(milliseconds, run) : run();
}

/**
 * Runs work with a deadline of its own, in milliseconds from now, even inside a call. It is for work that several calls
 * wait for.
 */
export function withOwnDeadline<T>(milliseconds: number, run: () => Promise<T>): Promise<T> {
  return current.run({ endsAt: performance.now() + milliseconds, sent: 0 }, run);
}

/**
 * Returns the time left to the running call, in milliseconds, or Infinity without a deadline. Check it before a change
 * is sent, because a call's code may run on after its caller has got a refusal.
 */
export function timeLeft(): number {
  const call = current.getStore();
  return call === undefined ? Infinity : call.endsAt - performance.now();
}

/** Returns `sent` of the running call, or 0 outside a call. */
export function changesSent(): number {
  return current.getStore()?.sent ?? 0;
}

/**
 * Counts a change that the running call sends.
 * @returns a function that takes this change off the count again. Call it if the change was not made.
 */
export function noteSent(): () => void {
  const call = current.getStore();
  if (call === undefined) return () => undefined;
  call.sent++;
  return () => void call.sent--;
}

/** Waits for `work`. If it takes longer than `milliseconds`, throws the error of `late`, but `work` goes on. */
export function inTime<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  if (milliseconds === Infinity) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, milliseconds));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
