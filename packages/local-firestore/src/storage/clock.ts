import type { Micros } from "../values/timestamp.js";

/** The time of commits and reads: the machine's, but never twice the same, so that commits are ordered by it. */
export class Clock {
  private last: Micros = 0;

  now(): Micros {
    this.last = Math.max(Date.now() * 1000, this.last + 1);
    return this.last;
  }
}
