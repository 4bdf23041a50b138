import { EvaluationError, unsupported } from "../values/errors.js";
import { typeOf } from "../values/typeNames.js";
import { Path, type Value } from "../values/types.js";
import { floatText, toInt64 } from "./numbers.js";
import { pathText } from "./paths.js";
import { type Builtins, taking } from "./signature.js";

/** The text that `string()` and `join()` make of a value. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return floatText(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (value === null) return "null";
  if (value instanceof Path) return pathText(value);
  return unsupported("string", typeOf(value));
}

/** Functions that convert values to other types (https://firebase.google.com/docs/reference/rules/rules.String …). */
export const conversions: Builtins = {
  string: taking(["any"], textOf),
  int: taking(["any"], (value) => {
    if (typeof value === "bigint") return value;
    if (typeof value === "number") return toInt64(value);
    if (typeof value !== "string") unsupported("int", typeOf(value));
    const parsed = /^[+-]?\d+$/.test(value) ? BigInt(value.replace("+", "")) : undefined;
    if (parsed === undefined || BigInt.asIntN(64, parsed) !== parsed) cannotConvert(value, "int");
    return parsed;
  }),
  float: taking(["any"], (value) => {
    if (typeof value === "number") return value;
    if (typeof value === "bigint") return Number(value);
    if (typeof value !== "string") unsupported("float", typeOf(value));
    const text = value.trim();
    if (!/^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/.test(text))
      cannotConvert(value, "float");
    return Number(text);
  }),
  // `bind` gives a segment `{name}` its value, as it does for `$(name)` in a path that is written out in the rules.
  path: taking(["string"], (text) => {
    const segments = text.split("/").filter((segment) => segment !== "");
    return new Path(
      segments.map((segment) => {
        const open = /^\{([A-Za-z_]\w*)\}$/.exec(segment)?.[1];
        return open === undefined ? segment : { open };
      }),
    );
  }),
};

function cannotConvert(text: string, to: string): never {
  throw new EvaluationError(
    `Type conversion error. Argument: [${text}], From type: [string], To type: [${to}].`,
  );
}
