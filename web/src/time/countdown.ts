import { useEffect, useState } from "preact/hooks";
import { clock } from "./clock.js";

/** The seconds from `now` until `end`, rounded up, at least 0. Both times are in milliseconds. */
export function secondsUntil(end: number, now: number): number {
  return Math.max(0, Math.ceil((end - now) / 1000));
}

/** Writes seconds as `4:59`, or `1:02:03` where there are hours. */
export function digits(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** The seconds left at which a user of a screen reader is told the time. Each second would be too much. */
const TOLD_AT = [180, 60, 30];

/**
 * Returns the time of `TOLD_AT` that was passed between two looks at the countdown, or null. If several were
 * passed, it is the lowest one.
 */
export function markPassed(before: number, now: number): number | null {
  return TOLD_AT.findLast((mark) => now <= mark && mark < before) ?? null;
}

/** Returns the seconds until a time by the server's clock, or null without a time. Renders each second until then. */
export function useSecondsUntil(end: number | null): number | null {
  const [, setTick] = useState(0);
  const left = end === null ? null : end - clock.now();
  const isOver = left === null || left <= 0;
  useEffect(() => {
    if (isOver) return;
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      // Wake just after the shown second changes, so that the display does not skip one.
      const untilChange = (((end! - clock.now()) % 1000) + 1000) % 1000;
      timer = setTimeout(() => {
        setTick((tick) => tick + 1);
        next();
      }, untilChange + 5);
    };
    next();
    return () => clearTimeout(timer);
  }, [end, isOver]);
  return end === null ? null : secondsUntil(end, clock.now());
}
