import { EvaluationError } from "../values/errors.js";

const MIN = -(1n << 63n);
const MAX = (1n << 63n) - 1n;

/** The result of integer arithmetic, which must fit 64 bits. */
export function int64(value: bigint): bigint {
  if (value < MIN || value > MAX) throw new EvaluationError("Integer overflow.");
  return value;
}

/** A float cut to an int: towards zero, to the nearest bound if it is out of range, NaN to 0. */
export function toInt64(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return MAX;
  if (value <= -(2 ** 63)) return MIN;
  return BigInt(Math.trunc(value));
}

/** A float as `string()` writes it: always with a point or an exponent. */
export function floatText(value: number): string {
  const text = String(value);
  return Number.isFinite(value) && !/[.e]/.test(text)
    ? `${text}.0`
    : text.replace("e+", "E").replace("e", "E");
}
