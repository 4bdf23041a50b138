import type { BinaryOperator } from "../language/ast.js";
import { int64 } from "../methods/numbers.js";
import { alike, equals, includes } from "../values/equality.js";
import { EvaluationError, unsupported } from "../values/errors.js";
import { holds } from "../values/order.js";
import { isList, isMap, proven, typeOf } from "../values/typeNames.js";
import { Duration, Possible, RulesSet, Timestamp, type Value } from "../values/types.js";

/**
 * Applies a binary operator.
 * @throws EvaluationError for operands of wrong types, and if int arithmetic divides by zero or exceeds 64 bits
 */
export function combine(operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case "==":
      return equals(left, right);
    case "!=":
      return !equals(left, right);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return holds(operator, left, right);
    case "in":
      return isIn(left, right);
    default:
      return calculate(operator, left, right);
  }
}

export function negate(value: Value): Value {
  if (typeof value === "bigint") return int64(-value);
  if (typeof value === "number") return -value;
  if (value instanceof Duration) return new Duration(-value.nanos);
  return unsupported("-", typeOf(value));
}

function isIn(item: Value, container: Value): boolean {
  if (container === null) throw new EvaluationError("Null value error.");
  if (container instanceof Possible) return proven(container.has(item));
  if (isList(container)) return includes(container, item);
  if (container instanceof RulesSet) return includes(container.items, item, alike);
  if (isMap(container))
    return typeof item === "string" ? container.has(item) : unsupported("in", typeOf(item), "map");
  throw new EvaluationError("Function not found error: Name: [in].");
}

type Arithmetic = "+" | "-" | "*" | "/" | "%";

function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint")
    return int64(calculateInts(operator, left, right));
  if (isNumber(left) && isNumber(right)) return calculateFloats(operator, Number(left), Number(right));
  if (operator === "+") {
    if (typeof left === "string" && typeof right === "string") return left + right;
    if (left instanceof Duration && right instanceof Duration) return new Duration(left.nanos + right.nanos);
    if (left instanceof Duration && right instanceof Timestamp)
      return new Timestamp(left.nanos + right.nanos);
    if (left instanceof Timestamp && right instanceof Duration)
      return new Timestamp(left.nanos + right.nanos);
  }
  if (operator === "-") {
    if (left instanceof Duration && right instanceof Duration) return new Duration(left.nanos - right.nanos);
    if (left instanceof Timestamp && right instanceof Duration)
      return new Timestamp(left.nanos - right.nanos);
    if (left instanceof Timestamp && right instanceof Timestamp)
      return new Duration(left.nanos - right.nanos);
  }
  return unsupported(operator, typeOf(left), typeOf(right));
}

function calculateInts(operator: Arithmetic, left: bigint, right: bigint): bigint {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  if (right === 0n) throw new EvaluationError("Divide by zero error.");
  return operator === "/" ? left / right : left % right;
}

function calculateFloats(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
  }
}

function isNumber(value: Value): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}
