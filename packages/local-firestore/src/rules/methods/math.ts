import { int64, toInt64 } from "./numbers.js";
import { type Builtins, taking } from "./signature.js";

/**
 * The functions of `math` (https://firebase.google.com/docs/reference/rules/rules.math). `ceil` and `floor` return
 * floats, as in deployed rules.
 */
export const math: Builtins = {
  abs: taking(["number"], (x) => (typeof x === "bigint" ? int64(x < 0n ? -x : x) : Math.abs(x))),
  ceil: taking(["number"], (x) => Math.ceil(Number(x))),
  floor: taking(["number"], (x) => Math.floor(Number(x))),
  isNaN: taking(["number"], (x) => Number.isNaN(Number(x))),
  pow: taking(["number", "number"], (base, exponent) => Math.pow(Number(base), Number(exponent))),
  round: taking(["number"], (x) => (typeof x === "bigint" ? x : toInt64(Math.round(x)))),
  sqrt: taking(["number"], (x) => Math.sqrt(Number(x))),
};
