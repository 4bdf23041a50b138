/** A place in a rules file. Lines and columns count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** The error if a rules file does not parse or exceeds a limit: its position, and what was expected there. */
export class RulesSyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(
    position: Position,
    /** The expected text or construct, in words. */
    readonly expected: string,
    found: string,
  ) {
    super(`Line ${position.line}, column ${position.column}: expected ${expected}, but found ${found}`);
    this.name = "RulesSyntaxError";
    this.line = position.line;
    this.column = position.column;
  }
}
