/**
 * An expression without a value: a missing field, a wrong type, an overflow. It spreads to whatever uses the
 * expression, except that `true || error` and `false && error` are decided without it, from either side.
 */
export class EvaluationError extends Error {}

/** The rules cannot be decided from the query alone, before it runs. The request is refused as for any other error. */
export class NotProvable extends EvaluationError {}

/** The request exceeded an evaluation or lookup limit. It is refused, whatever the other rules say. */
export class LimitExceeded extends Error {}

export function unsupported(operation: string, ...types: string[]): never {
  throw new EvaluationError(`Unsupported operation error. Received: ${operation}(${types.join(", ")}).`);
}
