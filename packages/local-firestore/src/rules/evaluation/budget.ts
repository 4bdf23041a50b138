import { LimitExceeded } from "../values/errors.js";

/** The limit is from https://firebase.google.com/docs/firestore/security/rules-structure#security_rule_limits. */
const MAX_EXPRESSIONS = 1000;

/**
 * Counts the expressions that are evaluated for one operation or, for a query, for one of its alternatives. Throws if
 * they are too many.
 */
export class Budget {
  private spent = 0;

  spend(expressions: number): void {
    this.spent += expressions;
    if (this.spent > MAX_EXPRESSIONS) {
      throw new LimitExceeded(
        `Unable to evaluate the expression as the maximum of ${MAX_EXPRESSIONS} expressions to evaluate has been reached.`,
      );
    }
  }
}
