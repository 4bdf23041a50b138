import { EvaluationError } from "../values/errors.js";
import { Duration, Timestamp } from "../values/types.js";
import { int64 } from "./numbers.js";
import { type Builtins, taking } from "./signature.js";

const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND;

const UNITS: Readonly<Record<string, bigint>> = {
  w: 7n * NANOS_PER_DAY,
  d: NANOS_PER_DAY,
  h: 3_600n * NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  s: NANOS_PER_SECOND,
  ms: 1_000_000n,
  ns: 1n,
};

/** Methods of `timestamp`, in UTC (https://firebase.google.com/docs/reference/rules/rules.Timestamp_). */
export const timestampMethods: Builtins = {
  date: taking(["timestamp"], ({ nanos }) => new Timestamp(nanos - timeOfDay(nanos))),
  day: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCDate())),
  // Monday is 1, Sunday is 7.
  dayOfWeek: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCDay() || 7)),
  dayOfYear: taking(["timestamp"], (time) => {
    const date = calendar(time);
    return BigInt(Math.floor((date.getTime() - utc(date.getUTCFullYear(), 1, 1)) / 86_400_000) + 1);
  }),
  hours: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCHours())),
  minutes: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCMinutes())),
  month: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCMonth() + 1)),
  nanos: taking(["timestamp"], ({ nanos }) => timeOfDay(nanos) % NANOS_PER_SECOND),
  seconds: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCSeconds())),
  time: taking(["timestamp"], ({ nanos }) => new Duration(timeOfDay(nanos))),
  toMillis: taking(["timestamp"], ({ nanos }) => floorDivide(nanos, 1_000_000n)),
  year: taking(["timestamp"], (time) => BigInt(calendar(time).getUTCFullYear())),
};

/** The functions of `timestamp` (https://firebase.google.com/docs/reference/rules/rules.timestamp). */
export const timestamps: Builtins = {
  date: taking(["int", "int", "int"], (year, month, day) => {
    const millis = utc(Number(year), Number(month), Number(day));
    const date = new Date(millis);
    if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) {
      throw new EvaluationError(`There is no date ${year}-${month}-${day}.`);
    }
    return new Timestamp(BigInt(millis) * 1_000_000n);
  }),
  value: taking(["int"], (millis) => new Timestamp(millis * 1_000_000n)),
};

/** Methods of `duration` (https://firebase.google.com/docs/reference/rules/rules.Duration). */
export const durationMethods: Builtins = {
  nanos: taking(["duration"], ({ nanos }) => nanos % NANOS_PER_SECOND),
  seconds: taking(["duration"], ({ nanos }) => nanos / NANOS_PER_SECOND),
};

/** The functions of `duration` (https://firebase.google.com/docs/reference/rules/rules.duration_). */
export const durations: Builtins = {
  abs: taking(["duration"], ({ nanos }) => new Duration(nanos < 0n ? -nanos : nanos)),
  time: taking(
    ["int", "int", "int", "int"],
    (hours, minutes, seconds, nanos) =>
      new Duration((hours * 3_600n + minutes * 60n + seconds) * NANOS_PER_SECOND + nanos),
  ),
  value: taking(["int", "string"], (magnitude, unit) => {
    const nanos = UNITS[unit];
    if (nanos === undefined) throw new EvaluationError(`There is no unit of time '${unit}'.`);
    return new Duration(int64(magnitude) * nanos);
  }),
};

function calendar({ nanos }: Timestamp): Date {
  return new Date(Number(floorDivide(nanos, 1_000_000n)));
}

function timeOfDay(nanos: bigint): bigint {
  return nanos - floorDivide(nanos, NANOS_PER_DAY) * NANOS_PER_DAY;
}

/** Midnight of a day, in milliseconds. `Date.UTC` is not used, because it adds 1900 to years below 100. */
function utc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
