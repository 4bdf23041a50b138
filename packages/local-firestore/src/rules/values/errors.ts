/**
 * The error for an expression without a value: a missing field, a wrong type, an overflow. Every expression that uses
 * it fails too. The exceptions are `true || error` and `false && error`, in either order: the known side decides.
 */
export class EvaluationError extends Error {}

/**
 * The error for an expression that the query's filters do not decide. The query is refused, unless the other side of
 * `&&` or `||`, or another allow statement, decides that every result is allowed.
 */
export class NotProvable extends EvaluationError {}

/** The error if the request exceeds a limit of evaluation or lookups. The request is refused in any case. */
export class LimitExceeded extends Error {}

export function unsupported(operation: string, ...types: string[]): never {
  throw new EvaluationError(`Unsupported operation error. Received: ${operation}(${types.join(", ")}).`);
}
