import type { FunctionDeclaration } from "../language/ast.js";
import type { EvaluationError } from "../values/errors.js";
import type { Value } from "../values/types.js";

/** The value of a name, or the error that it has instead. The error is thrown only where the name is used. */
export type Bound = Value | EvaluationError;

/** The names that can be used at a place in the rules file: those of its block, then those of the blocks around it. */
export class Scope {
  constructor(
    private readonly functions: ReadonlyMap<string, FunctionDeclaration>,
    private readonly variables: ReadonlyMap<string, Bound>,
    private readonly outer?: Scope,
  ) {}

  variable(name: string): Bound | undefined {
    return this.variables.get(name) ?? (this.variables.has(name) ? null : this.outer?.variable(name));
  }

  /** A function, and the scope in which it is declared. It sees the names of that scope, not those of its caller. */
  function(name: string): { declared: FunctionDeclaration; home: Scope } | undefined {
    const declared = this.functions.get(name);
    return declared ? { declared, home: this } : this.outer?.function(name);
  }
}
