/**
 * The error for an expression without a value: a missing field, a wrong type, an overflow. Every expression that uses
 * it fails too. The exceptions are `true || error` and `false && error`, in either order: the known side decides.
 */
export class EvaluationError extends Error {}

/** The error if the query alone does not prove that the rules allow it. The request is refused. */
export class NotProvable extends EvaluationError {}

/** The error if the request exceeds a limit of evaluation or lookups. It is refused, whatever the other rules say. */
export class LimitExceeded extends Error {}

export function unsupported(operation: string, ...types: string[]): never {
  throw new EvaluationError(`Unsupported operation error. Received: ${operation}(${types.join(", ")}).`);
}
