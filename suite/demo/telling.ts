import { isDeepStrictEqual } from "node:util";

/** Tells what happens. */
export function say(text: string): void {
  console.log(`     ${text}`);
}

/** Tells what has just been seen to be so: a wait for it came to its end. */
export function seen(text: string): void {
  console.log(`   ✓ ${text}`);
}

/**
 * Tells what must be so.
 * @throws Error if it is not.
 */
export function claim(text: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`${text}: not so, it is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`);
  }
  seen(text);
}

/** An amount as people write it. */
export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
}

/** The time of day, to the second. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB");
}
