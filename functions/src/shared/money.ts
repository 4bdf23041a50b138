import * as z from "zod";

/** An amount of money, in the currency's minor unit. */
export const Amount = z
  .int("must be a whole number in the currency's minor unit, such as 30000 for ₩30,000")
  .nonnegative()
  .meta({
    description:
      "In the currency's minor unit. 30000 is 300.00 dollars, or 30,000 won, because KRW has no minor unit.",
  });

export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as KRW")
  .meta({ description: "The currency's ISO 4217 code." });

/**
 * Adds up amounts of one currency, in its minor unit.
 * @throws RangeError if the sum is not a safe integer, because money must not be rounded.
 */
export function sum(amounts: readonly number[]): number {
  const total = amounts.reduce((left, right) => left + right, 0);
  if (!Number.isSafeInteger(total))
    throw new RangeError("the amounts add up to more than can be counted exactly");
  return total;
}
