import { Budget } from "./evaluation/budget.js";
import { evaluate, type Evaluation, truth } from "./evaluation/evaluator.js";
import { type Accesses, Lookups } from "./evaluation/lookups.js";
import { matchingAllows, type Step } from "./evaluation/matching.js";
import type { RulesFile } from "./language/ast.js";
import { possibleResults } from "./query/possibleResults.js";
import { requestValue } from "./requestValue.js";
import type { DocumentReader, RulesRequest, Verdict } from "./request.js";
import { EvaluationError, LimitExceeded } from "./values/errors.js";
import { resourceOf } from "./values/fromFirestore.js";

/** The parsed rules of one file. They decide requests. */
export class Ruleset {
  constructor(private readonly file: RulesFile) {}

  /**
   * Decides a request. A query is allowed only if the rules allow it for every document that it could return.
   * @param accesses shared by the operations of one request, which together may look up 20 documents
   */
  allows(request: RulesRequest, reader: DocumentReader, accesses: Accesses = new Set()): Verdict {
    const common = {
      request: requestValue(request),
      lookups: new Lookups(request.database, reader, accesses),
    };
    try {
      if (request.method !== "list") {
        const resource = request.resource && resourceOf(request.resource);
        return this.decide(request, stepsOf(request, request.path), {
          ...common,
          resource,
          budget: new Budget(),
        });
      }
      for (const { steps, resource } of possibleResults(request)) {
        const verdict = this.decide(request, steps, { ...common, resource, budget: new Budget() });
        if (!verdict.allowed) return verdict;
      }
      return { allowed: true };
    } catch (error) {
      if (error instanceof LimitExceeded) return { allowed: false, reason: error.message };
      throw error;
    }
  }

  private decide({ method, path }: RulesRequest, steps: readonly Step[], evaluation: Evaluation): Verdict {
    const reasons: string[] = [];
    for (const [allow, scope] of matchingAllows(this.file, steps)) {
      if (!allow.methods.has(method)) continue;
      const { condition } = allow;
      try {
        if (!condition || truth(evaluate(condition, scope, evaluation))) return { allowed: true };
        reasons.push(`false for '${method}' @ L${allow.at.line}`);
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        reasons.push(`${error.message} for '${method}' @ L${allow.at.line}`);
      }
    }
    return { allowed: false, reason: reasons.join(", ") || `no rule allows '${method}' at /${path}` };
  }
}

function stepsOf({ database }: RulesRequest, path: string): Step[] {
  return ["databases", database, "documents", ...path.split("/")];
}
