import crypto from "node:crypto";
import type { Random } from "./random.js";
import type { Timer, VirtualTime } from "./time.js";

/** What this process needs of the real world, kept before it is replaced. */
export const real = {
  now: Date.now.bind(Date),
  setImmediate: globalThis.setImmediate,
};

/** A handle such as Node's, as far as libraries use it. */
class Handle {
  constructor(readonly timer: Timer) {}
  ref = () => this;
  unref = () => this;
  hasRef = () => true;
}

/**
 * Gives the Admin SDK and the local Firestore the time, timers and randomness of the world. Must be called before they
 * are loaded: some keep `setTimeout` from then on.
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

/** Lets everything run that is ready to: promises, ticks and streams. Nothing in a world waits for real input. */
export function settle(): Promise<void> {
  return new Promise((resolve) => real.setImmediate(resolve));
}
