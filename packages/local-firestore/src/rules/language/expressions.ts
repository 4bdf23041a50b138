import type { BinaryOperator, Expression } from "./ast.js";
import type { Cursor } from "./cursor.js";
import { parsePath } from "./paths.js";

/**
 * The binary operators, lowest precedence first (https://firebase.google.com/docs/rules/rules-language). The precedence
 * of `?:` is lower, and that of unary operators is higher.
 */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["in", "is"],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const KEYWORDS = new Set(["if", "in", "is", "let", "return", "function", "match", "allow", "service"]);

export function parseExpression(cursor: Cursor): Expression {
  return cursor.nested(() => parseChoice(cursor));
}

function parseChoice(cursor: Cursor): Expression {
  const condition = parseLevel(cursor, 0);
  const { at } = cursor;
  if (!cursor.take("?")) return condition;
  const yes = parseExpression(cursor);
  cursor.expect(":", "between the two outcomes of '?'");
  return { kind: "choice", at, condition, yes, no: parseExpression(cursor) };
}

function parseLevel(cursor: Cursor, level: number): Expression {
  const operators = LEVELS[level];
  if (!operators) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (;;) {
    const operator = operators.find((candidate) => cursor.sees(candidate));
    if (operator === undefined) return left;
    const { at } = cursor;
    cursor.next();
    if (operator === "is") {
      left = { kind: "is", at, value: left, type: cursor.name("the name of a type") };
      continue;
    }
    const right = parseLevel(cursor, level + 1);
    if (operator === "&&") left = { kind: "and", at, left, right };
    else if (operator === "||") left = { kind: "or", at, left, right };
    else left = { kind: "binary", at, operator: operator as BinaryOperator, left, right };
  }
}

function parseUnary(cursor: Cursor): Expression {
  const { at } = cursor;
  if (cursor.take("!")) return { kind: "not", at, operand: cursor.nested(() => parseUnary(cursor)) };
  if (cursor.take("-")) return { kind: "negate", at, operand: cursor.nested(() => parseUnary(cursor)) };
  return parsePostfix(cursor);
}

function parsePostfix(cursor: Cursor): Expression {
  let object = parsePrimary(cursor);
  for (;;) {
    const { at } = cursor;
    if (cursor.take(".")) {
      const name = cursor.name("the name of a field or method");
      object = cursor.take("(")
        ? { kind: "method", at, object, name, arguments: parseItems(cursor, ")") }
        : { kind: "field", at, object, name };
    } else if (cursor.take("[")) {
      const index = parseExpression(cursor);
      object = cursor.take(":")
        ? { kind: "slice", at, object, from: index, to: parseExpression(cursor) }
        : { kind: "index", at, object, index };
      cursor.expect("]", "to close the index");
    } else return object;
  }
}

function parsePrimary(cursor: Cursor): Expression {
  const { at, current } = cursor;
  switch (current.kind) {
    case "int":
    case "float":
    case "string":
    case "bytes":
      cursor.next();
      return { kind: "literal", at, value: current.value };
    case "name":
      return parseNamed(cursor);
    case "symbol":
      if (current.text === "/") return parsePath(cursor, parseExpression);
      if (cursor.take("(")) {
        const inner = parseExpression(cursor);
        cursor.expect(")", "to close the parenthesis");
        return inner;
      }
      if (cursor.take("[")) return { kind: "list", at, items: parseItems(cursor, "]") };
      if (cursor.take("{")) return { kind: "map", at, entries: parseEntries(cursor) };
      return cursor.fail("an expression");
    case "end":
      return cursor.fail("an expression");
  }
}

function parseNamed(cursor: Cursor): Expression {
  const { at } = cursor;
  if (cursor.take("true")) return { kind: "literal", at, value: true };
  if (cursor.take("false")) return { kind: "literal", at, value: false };
  if (cursor.take("null")) return { kind: "literal", at, value: null };
  if ([...KEYWORDS].some((keyword) => cursor.sees(keyword))) cursor.fail("an expression");
  const name = cursor.name("an expression");
  return cursor.take("(")
    ? { kind: "call", at, name, arguments: parseItems(cursor, ")") }
    : { kind: "name", at, name };
}

function parseItems(cursor: Cursor, close: string): Expression[] {
  const items: Expression[] = [];
  while (!cursor.take(close)) {
    items.push(parseExpression(cursor));
    if (!cursor.take(",") && !cursor.sees(close)) cursor.fail(`',' or '${close}'`);
  }
  return items;
}

function parseEntries(cursor: Cursor): { key: Expression; value: Expression }[] {
  const entries: { key: Expression; value: Expression }[] = [];
  while (!cursor.take("}")) {
    const key = parseExpression(cursor);
    cursor.expect(":", "after the key");
    entries.push({ key, value: parseExpression(cursor) });
    if (!cursor.take(",") && !cursor.sees("}")) cursor.fail("',' or '}'");
  }
  return entries;
}
