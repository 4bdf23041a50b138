import type { Method } from "../request.js";
import type { Position } from "./errors.js";

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "in";

/** An expression with its position. An operator's position is that of its sign, not of its first operand. */
export type Expression = { at: Position } & (
  | { kind: "literal"; value: null | boolean | bigint | number | string | Uint8Array }
  | { kind: "name"; name: string }
  | { kind: "list"; items: Expression[] }
  | { kind: "map"; entries: { key: Expression; value: Expression }[] }
  | { kind: "path"; segments: PathPart[][] }
  | { kind: "field"; object: Expression; name: string }
  | { kind: "index"; object: Expression; index: Expression }
  | { kind: "slice"; object: Expression; from: Expression; to: Expression }
  | { kind: "call"; name: string; arguments: Expression[] }
  | { kind: "method"; object: Expression; name: string; arguments: Expression[] }
  | { kind: "not" | "negate"; operand: Expression }
  | { kind: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: "and" | "or"; left: Expression; right: Expression }
  | { kind: "is"; value: Expression; type: string }
  | { kind: "choice"; condition: Expression; yes: Expression; no: Expression }
);

/** A part of a path segment: plain text, or `$(…)`. */
export type PathPart = string | Expression;

export interface FunctionDeclaration {
  at: Position;
  name: string;
  parameters: string[];
  bindings: { name: string; value: Expression }[];
  result: Expression;
}

export interface AllowStatement {
  at: Position;
  methods: ReadonlySet<Method>;
  /** If absent, the statement always allows. */
  condition?: Expression;
}

/** One step of a `match` path: text, `{name}` for one segment, or `{name=**}` for any number of segments. */
export type PatternSegment =
  { kind: "text"; text: string } | { kind: "one"; name: string } | { kind: "rest"; name: string };

/** A `match` block, or the service block, which has an empty pattern. */
export interface MatchBlock {
  at: Position;
  pattern: PatternSegment[];
  functions: ReadonlyMap<string, FunctionDeclaration>;
  allows: AllowStatement[];
  children: MatchBlock[];
}

export interface RulesFile {
  version: "1" | "2";
  /** The functions that are declared outside the service, above or below it. */
  functions: ReadonlyMap<string, FunctionDeclaration>;
  service: MatchBlock;
}
