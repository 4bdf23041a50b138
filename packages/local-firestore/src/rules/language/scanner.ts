import { type Position, RulesSyntaxError } from "./errors.js";
import { readQuoted } from "./strings.js";

export type Token = { offset: number; end: number } & (
  | { kind: "name" | "symbol"; text: string }
  | { kind: "int"; value: bigint }
  | { kind: "float"; value: number }
  | { kind: "string"; value: string }
  | { kind: "bytes"; value: Uint8Array }
  | { kind: "end" }
);

const SYMBOL = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:;,.=(){}[\]$]/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:\d+\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)|0[xX][0-9a-fA-F]+|\d+/y;
const BLANK = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
/** The text that a path may contain between slashes, besides `{…}`, `$(…)` and `(default)`. */
const PATH_TEXT = /[^\s/(){}[\],;:'"`&|=!<>?$]+/y;

/** Splits a rules file into tokens, one at a time. In a path, the parser calls `pathTextAt` instead. */
export class Scanner {
  private readonly lineStarts: number[] = [0];

  constructor(readonly source: string) {
    for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1))
      this.lineStarts.push(at + 1);
  }

  tokenAt(from: number): Token {
    const offset = this.skipBlank(from);
    if (offset >= this.source.length) return { kind: "end", offset, end: offset };
    const quoted = readQuoted(this.source, offset, (at, expected) => this.fail(at, expected));
    if (quoted) return { ...quoted, offset };
    const number = match(NUMBER, this.source, offset);
    if (number !== undefined) {
      const end = offset + number.length;
      return /^0[xX]|^\d+$/.test(number)
        ? { kind: "int", value: this.int(number, offset), offset, end }
        : { kind: "float", value: Number(number), offset, end };
    }
    const name = match(NAME, this.source, offset);
    if (name !== undefined) return { kind: "name", text: name, offset, end: offset + name.length };
    const symbol = match(SYMBOL, this.source, offset);
    if (symbol !== undefined) return { kind: "symbol", text: symbol, offset, end: offset + symbol.length };
    this.fail(offset, "a token of the rules language");
  }

  /** The longest text at the offset that `PATH_TEXT` accepts. Empty if there is none. */
  pathTextAt(offset: number): string {
    return match(PATH_TEXT, this.source, offset) ?? "";
  }

  skipBlank(from: number): number {
    return from + (match(BLANK, this.source, from) ?? "").length;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }

  fail(offset: number, expected: string, found = this.describe(offset)): never {
    throw new RulesSyntaxError(this.position(offset), expected, found);
  }

  private describe(offset: number): string {
    if (offset >= this.source.length) return "the end of the file";
    const word = match(NAME, this.source, offset) ?? match(SYMBOL, this.source, offset);
    return `'${word ?? this.source.charAt(offset)}'`;
  }

  private int(text: string, offset: number): bigint {
    const value = BigInt(text);
    // 2^63 is accepted, because the parser reads -9223372036854775808 as minus 2^63.
    if (value > 1n << 63n) this.fail(offset, "an integer of 64 bits", text);
    return value;
  }
}

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}
