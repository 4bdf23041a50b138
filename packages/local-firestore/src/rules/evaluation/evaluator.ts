import type { Expression, FunctionDeclaration, PathPart } from "../language/ast.js";
import { callFunction, callInNamespace, callMethod, isNamespace } from "../methods/index.js";
import { callOnPossible } from "../methods/possible.js";
import { EvaluationError, unsupported } from "../values/errors.js";
import { isOfType, typeOf } from "../values/typeNames.js";
import { type OpenSegment, Path, Possible, type Value } from "../values/types.js";
import { fieldOf, itemOf, sliceOf } from "./access.js";
import type { Budget } from "./budget.js";
import type { Lookups } from "./lookups.js";
import { combine, negate } from "./operators.js";
import { type Bound, Scope } from "./scope.js";

/** The part of the context that is the same for all expressions of an evaluation. */
export interface Evaluation {
  request: Value;
  resource: Value;
  lookups: Lookups;
  budget: Budget;
}

/**
 * Returns an expression's value.
 * @throws EvaluationError if the expression has no value; LimitExceeded if the request must be refused in any case
 */
export function evaluate(expression: Expression, scope: Scope, evaluation: Evaluation): Value {
  const value = (inner: Expression): Value => evaluate(inner, scope, evaluation);
  evaluation.budget.spend(1);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "name":
      return resolve(expression.name, scope, evaluation);
    case "list":
      return expression.items.map(value);
    case "map":
      return new Map(expression.entries.map((entry) => [mapKey(value(entry.key)), value(entry.value)]));
    case "path":
      return pathOf(expression.segments, scope, evaluation);
    case "field":
      return fieldOf(value(expression.object), expression.name);
    case "index":
      return itemOf(value(expression.object), value(expression.index));
    case "slice":
      return sliceOf(value(expression.object), value(expression.from), value(expression.to));
    case "not":
      return !truth(value(expression.operand));
    case "negate":
      return negate(value(expression.operand));
    case "binary":
      return combine(expression.operator, value(expression.left), value(expression.right));
    case "is":
      return isOfType(value(expression.value), expression.type);
    case "and":
      return decide(false, expression, scope, evaluation);
    case "or":
      return decide(true, expression, scope, evaluation);
    case "choice":
      evaluation.budget.spend(1);
      return value(truth(value(expression.condition)) ? expression.yes : expression.no);
    case "call":
      return call(expression.name, expression.arguments, scope, evaluation);
    case "method": {
      const { object, name } = expression;
      if (object.kind === "name" && isNamespace(object.name) && scope.variable(object.name) === undefined) {
        evaluation.budget.spend(1);
        return callInNamespace(object.name, name, expression.arguments.map(value));
      }
      const self = value(object);
      const values = expression.arguments.map(value);
      return self instanceof Possible ? callOnPossible(self, name, values) : callMethod(self, name, values);
    }
  }
}

/** Returns a condition's bool. Any other value is an error, except an unknown one that the query's filters decide. */
export function truth(value: Value): boolean {
  if (value instanceof Possible) {
    if (value.equals(true)) return true;
    if (value.equals(false)) return false;
  }
  if (typeof value !== "boolean")
    throw new EvaluationError(`Type error. Received: [${typeOf(value)}] Expected: [bool].`);
  return value;
}

/** One side may decide alone, even if the other side is an error: a false decides `&&`, and a true decides `||`. */
function decide(
  deciding: boolean,
  { left, right }: { left: Expression; right: Expression },
  scope: Scope,
  evaluation: Evaluation,
): boolean {
  const first = attempt(() => truth(evaluate(left, scope, evaluation)));
  if (first === deciding) return deciding;
  evaluation.budget.spend(1);
  const second = attempt(() => truth(evaluate(right, scope, evaluation)));
  if (second === deciding) return deciding;
  if (first instanceof EvaluationError) throw first;
  if (second instanceof EvaluationError) throw second;
  return !deciding;
}

function attempt<T>(evaluateIt: () => T): T | EvaluationError {
  try {
    return evaluateIt();
  } catch (error) {
    if (error instanceof EvaluationError) return error;
    throw error;
  }
}

function resolve(name: string, scope: Scope, { request, resource }: Evaluation): Value {
  const bound = scope.variable(name);
  if (bound instanceof EvaluationError) throw bound;
  if (bound !== undefined) return bound;
  if (name === "request") return request;
  if (name === "resource") return resource;
  throw new EvaluationError(`Variable not found error: Name: [${name}].`);
}

function call(name: string, parameters: readonly Expression[], scope: Scope, evaluation: Evaluation): Value {
  const found = scope.function(name);
  if (found) {
    const values = parameters.map((parameter) => attempt(() => evaluate(parameter, scope, evaluation)));
    return callDeclared(found.declared, values, found.home, evaluation);
  }
  const values = parameters.map((parameter) => evaluate(parameter, scope, evaluation));
  return evaluation.lookups.call(name, values) ?? callFunction(name, values);
}

function callDeclared(
  declared: FunctionDeclaration,
  values: Bound[],
  home: Scope,
  evaluation: Evaluation,
): Value {
  const { name, parameters } = declared;
  if (values.length !== parameters.length) {
    throw new EvaluationError(`Incorrect number of arguments of ${name}. Received: ${values.length}.`);
  }
  const variables = new Map(parameters.map((parameter, index) => [parameter, values[index] ?? null]));
  const scope = new Scope(new Map(), variables, home);
  for (const binding of declared.bindings) {
    evaluation.budget.spend(1);
    variables.set(
      binding.name,
      attempt(() => evaluate(binding.value, scope, evaluation)),
    );
  }
  return evaluate(declared.result, scope, evaluation);
}

function mapKey(key: Value): string {
  return typeof key === "string" ? key : unsupported("map key", typeOf(key));
}

function pathOf(parts: PathPart[][], scope: Scope, evaluation: Evaluation): Path {
  const segments = parts.flatMap((segment): Path["segments"] => {
    const pieces = segment.map((part) => pathPiece(part, scope, evaluation));
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined) return typeof only === "string" ? only.split("/") : only;
    if (!pieces.every((piece) => typeof piece === "string")) unsupported("path", "a part of a segment");
    return [pieces.join("")];
  });
  return new Path(segments);
}

/**
 * Evaluates a part of a path segment. The result is segments if `$(…)` contains a path, an unknown value or an unbound
 * name. Else it is text.
 */
function pathPiece(part: PathPart, scope: Scope, evaluation: Evaluation): string | Path["segments"] {
  if (typeof part === "string") {
    evaluation.budget.spend(1);
    return part;
  }
  if (part.kind === "name" && isUnknown(part.name, scope)) return [{ open: part.name } satisfies OpenSegment];
  const value = evaluate(part, scope, evaluation);
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Path) return value.segments;
  if (value instanceof Possible) return [value];
  return unsupported("path", typeOf(value));
}

/** Whether `$(name)` names no variable. Such a segment stays open until `bind` gives it a value. */
function isUnknown(name: string, scope: Scope): boolean {
  return name !== "request" && name !== "resource" && scope.variable(name) === undefined;
}
