import crypto from "node:crypto";
import type { Random } from "./random.js";
import type { Timer, VirtualTime } from "./time.js";

/** The real functions that this process still needs, saved before `replaceGlobals` replaces the globals. */
export const real = {
  now: Date.now.bind(Date),
  setImmediate: globalThis.setImmediate,
};

/** A timer handle like Node's, with the methods that the libraries call. */
class Handle {
  constructor(readonly timer: Timer) {}
  ref = () => this;
  unref = () => this;
  hasRef = () => true;
}

/**
 * Replaces the global `Date.now`, `setTimeout`, randomness and console, so that the Admin SDK and the local Firestore
 * use those of the world. Call it before they are loaded, because some modules save `setTimeout` when they load.
 */
export function replaceGlobals(time: VirtualTime, random: () => Random, log: (line: string) => void): void {
  Date.now = () => time.now;
  Math.random = () => random().next();
  Object.assign(crypto, { randomBytes: (count: number) => random().bytes(count) });
  const setVirtual = (callback: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) =>
    new Handle(time.set(() => callback(...args), delayMs));
  const clearVirtual = (handle: unknown) => {
    if (handle instanceof Handle) time.clear(handle.timer);
  };
  Object.assign(globalThis, { setTimeout: setVirtual, clearTimeout: clearVirtual });
  const print = (...parts: unknown[]) => log(parts.map(String).join(" "));
  Object.assign(console, { log: print, info: print, warn: print, error: print, debug: print });
}

/** Waits one turn of the event loop, in which ready promises and ticks run. A cut-off stream needs several turns. */
export function settle(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}
