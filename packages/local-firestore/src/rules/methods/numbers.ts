import { EvaluationError } from "../values/errors.js";

const MIN = -(1n << 63n);
const MAX = (1n << 63n) - 1n;

/** Returns the result of integer arithmetic. @throws EvaluationError if it needs more than 64 bits. */
export function int64(value: bigint): bigint {
  if (value < MIN || value > MAX) throw new EvaluationError("Integer overflow.");
  return value;
}

/** Converts a float to an int, rounded towards zero. Beyond 64 bits it is the nearest limit. NaN becomes 0. */
export function toInt64(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return MAX;
  if (value <= -(2 ** 63)) return MIN;
  return BigInt(Math.trunc(value));
}

/** The text that `string()` makes of a float. A finite float always has a point or an exponent. */
export function floatText(value: number): string {
  const text = String(value);
  return Number.isFinite(value) && !/[.e]/.test(text)
    ? `${text}.0`
    : text.replace("e+", "E").replace("e", "E");
}
