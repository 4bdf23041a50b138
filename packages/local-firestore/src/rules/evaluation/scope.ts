import type { FunctionDeclaration } from "../language/ast.js";
import type { EvaluationError } from "../values/errors.js";
import type { Value } from "../values/types.js";

/** What a name stands for: a value, or the error its expression ended in, which counts where the name is used. */
export type Bound = Value | EvaluationError;

/** The names that can be seen from a place in the rules file: the match's own, then those around it. */
export class Scope {
  constructor(
    private readonly functions: ReadonlyMap<string, FunctionDeclaration>,
    private readonly variables: ReadonlyMap<string, Bound>,
    private readonly outer?: Scope,
  ) {}

  variable(name: string): Bound | undefined {
    return this.variables.get(name) ?? (this.variables.has(name) ? null : this.outer?.variable(name));
  }

  /** A function, with the scope it was declared in: it sees that one's names, not its caller's. */
  function(name: string): { declared: FunctionDeclaration; home: Scope } | undefined {
    const declared = this.functions.get(name);
    return declared ? { declared, home: this } : this.outer?.function(name);
  }
}
