import { isDeepStrictEqual } from "node:util";

/** Prints what happens, such as what a customer does. */
export function say(text: string): void {
  console.log(`     ${text}`);
}

/** Prints a fact that the demo has just verified. */
export function seen(text: string): void {
  console.log(`   ✓ ${text}`);
}

/**
 * Checks that two values are equal, and prints the check.
 * @throws Error if they differ.
 */
export function claim(text: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`${text}: not so, it is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`);
  }
  seen(text);
}

/** Formats an amount of a currency without a minor unit, such as won, with the sign of the currency. */
export function money(amount: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
}

/** Formats the time of day in this machine's time zone, to the second. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB");
}
