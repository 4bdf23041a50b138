// This file imports nothing. So a web app can decode maps with the same code that the service uses to write them.

/** The ends of locks are shown in steps of this many milliseconds, rounded up. */
export const STEP_MS = 5_000;

/** The characters for the end of a lock. The nth one means n steps after the map's base time. `0` is the first. */
const STEPS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const CHARACTERS = { free: ".", held: "=", sold: "#", gap: "_" } as const;

/**
 * What a map shows of a seat. A number is the end of its lock, in milliseconds since 1970. A "held" seat is kept by a
 * payment, or its state cannot be told. A "gap" is a place in a row without a seat.
 */
export type Shown = keyof typeof CHARACTERS | number;

/** Returns the base of a map written at `now`: the last multiple of STEP_MS. Both times are milliseconds since 1970. */
export function baseAt(now: number): number {
  return Math.floor(now / STEP_MS) * STEP_MS;
}

/** Writes seats as characters. A lock that ended by `base` is written as free, and one of over 62 steps as 62 steps. */
export function encode(seats: readonly Shown[], base: number): string {
  return seats.map((seat) => characterOf(seat, base)).join("");
}

function characterOf(seat: Shown, base: number): string {
  if (typeof seat !== "number") return CHARACTERS[seat];
  const steps = Math.ceil((seat - base) / STEP_MS);
  return steps < 1 ? CHARACTERS.free : STEPS.charAt(Math.min(steps, STEPS.length) - 1);
}

/**
 * Returns what the characters show at `now`, the database's time. Both times are milliseconds since 1970. A seat is
 * shown as free once the shown end of its lock has passed. Unknown characters mean "held".
 */
export function decode(characters: string, base: number, now: number): Shown[] {
  return Array.from(characters, (character) => shownBy(character, base, now));
}

function shownBy(character: string, base: number, now: number): Shown {
  switch (character) {
    case CHARACTERS.free:
      return "free";
    case CHARACTERS.sold:
      return "sold";
    case CHARACTERS.gap:
      return "gap";
  }
  const step = STEPS.indexOf(character);
  if (step < 0) return "held";
  const end = base + (step + 1) * STEP_MS;
  return now < end ? end : "free";
}
