/**
 * An expression without a value: a missing field, a wrong type, an overflow. It spreads to whatever uses the
 * expression, except that `true || error` and `false && error` are decided without it, from either side.
 */
export class EvaluationError extends Error {}

/** What a query's result holds cannot be told before running it; refused like any other error. */
export class NotProvable extends EvaluationError {}

/** The request looked at too much; refuses the request whatever the other rules say. */
export class LimitExceeded extends Error {}

export function unsupported(operation: string, ...types: string[]): never {
  throw new EvaluationError(`Unsupported operation error. Received: ${operation}(${types.join(", ")}).`);
}
