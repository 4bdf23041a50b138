import { type Position } from "./errors.js";
import { Scanner, type Token } from "./scanner.js";

const MAX_DEPTH = 150;

const AFTER_STATEMENT = ["}", "allow", "match", "function", "let", "return", "service"];

/** The parser's position in the file, with one token of lookahead. */
export class Cursor {
  readonly scanner: Scanner;
  current: Token;
  private depth = 0;

  constructor(source: string) {
    this.scanner = new Scanner(source);
    this.current = this.scanner.tokenAt(0);
  }

  /** Runs `read`, which may call `nested` again. Fails if the calls are nested too deeply. */
  nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.fail("an expression that is nested less deep");
    const result = read();
    this.depth -= 1;
    return result;
  }

  get at(): Position {
    return this.scanner.position(this.current.offset);
  }

  next(): Token {
    const token = this.current;
    this.moveTo(token.end);
    return token;
  }

  /** Makes the token at an offset the current one. The parser calls it after it has read a part of a path by itself. */
  moveTo(offset: number): void {
    this.current = this.scanner.tokenAt(offset);
  }

  sees(text: string): boolean {
    return (this.current.kind === "symbol" || this.current.kind === "name") && this.current.text === text;
  }

  /** Goes to the next token and returns true if the current token is `text`. */
  take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.next();
    return true;
  }

  /** Goes to the next token if the current one is `text`, else fails. `context` is added to the error message. */
  expect(text: string, context?: string): void {
    if (!this.take(text)) this.fail(context ? `'${text}' ${context}` : `'${text}'`);
  }

  /**
   * Takes a semicolon. It is optional at the end of the file, and if the next token can only start another statement or
   * end the block.
   */
  endOfStatement(context: string): void {
    if (this.take(";") || this.current.kind === "end") return;
    if (!AFTER_STATEMENT.some((text) => this.sees(text))) this.fail(`';' ${context}`);
  }

  name(what: string): string {
    if (this.current.kind !== "name") this.fail(what);
    const { text } = this.current;
    this.next();
    return text;
  }

  fail(expected: string): never {
    this.scanner.fail(this.current.offset, expected);
  }
}
