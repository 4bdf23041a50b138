import { AsyncLocalStorage } from "node:async_hooks";
import { performance } from "node:perf_hooks";

/** How long a call may take from its beginning to its answer, in milliseconds. A function itself may take a minute. */
export const CALL_MS = 25_000;

/** A call that has to end in time. */
interface Call {
  /** On the instance's monotonic clock, in milliseconds. */
  readonly endsAt: number;
  /** How many changes were sent of which nobody has said that they were not made. */
  sent: number;
}

const current = new AsyncLocalStorage<Call>();

/** Runs a call that may take a time, in milliseconds, from now on; inside another call, no longer than that one. */
export function withDeadline<T>(milliseconds: number, run: () => Promise<T>): Promise<T> {
  const call = current.getStore() ?? { endsAt: performance.now() + milliseconds, sent: 0 };
  return current.run(call, run);
}

/**
 * How much time the running call has left, in milliseconds: endless where it has no deadline. Whatever changes something
 * elsewhere looks here before it is sent: a call goes on after its caller was answered.
 */
export function timeLeft(): number {
  const call = current.getStore();
  return call === undefined ? Infinity : call.endsAt - performance.now();
}

/** Whether the running call has sent a change, here or to a gateway, of which nobody has said that it was not made. */
export function mayHaveWritten(): boolean {
  return (current.getStore()?.sent ?? 0) > 0;
}

/**
 * Notes that the running call sends a change.
 * @returns takes that back, for one that was not made. It says nothing of others, which may be under way meanwhile.
 */
export function noteSent(): () => void {
  const call = current.getStore();
  if (call === undefined) return () => undefined;
  call.sent++;
  return () => void call.sent--;
}

/** Waits for something no longer than a time, in milliseconds, and then fails with an error of the caller's choice. */
export function inTime<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  if (milliseconds === Infinity) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, milliseconds));
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
