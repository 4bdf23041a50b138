import type { Micros } from "../values/timestamp.js";

/** The time of commits and reads. It follows the machine's time but never repeats, so that it orders the commits. */
export class Clock {
  private last: Micros = 0;

  now(): Micros {
    this.last = Math.max(Date.now() * 1000, this.last + 1);
    return this.last;
  }
}
