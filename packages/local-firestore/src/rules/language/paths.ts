import type { Expression, PathPart, PatternSegment } from "./ast.js";
import type { Cursor } from "./cursor.js";

type Parse = (cursor: Cursor) => Expression;

/**
 * Reads a path in an expression, `/databases/$(database)/documents/users/$(request.auth.uid)`.
 * @param parseExpression reads the expression in `$(…)`.
 */
export function parsePath(cursor: Cursor, parseExpression: Parse): Expression {
  const { at } = cursor;
  const segments: PathPart[][] = [];
  let offset = cursor.current.offset;
  while (cursor.scanner.source.charAt(offset) === "/") {
    const segment = parseSegment(cursor, offset + 1, parseExpression);
    segments.push(segment.parts);
    offset = segment.end;
    // A long path may continue on the next line.
    const resumed = cursor.scanner.skipBlank(offset);
    if (cursor.scanner.source.charAt(resumed) === "/") offset = resumed;
  }
  cursor.moveTo(offset);
  return { kind: "path", at, segments };
}

function parseSegment(
  cursor: Cursor,
  start: number,
  parseExpression: Parse,
): { parts: PathPart[]; end: number } {
  const { scanner } = cursor;
  const parts: PathPart[] = [];
  let offset = start;
  for (;;) {
    const text = scanner.pathTextAt(offset);
    const fixed = /\([A-Za-z0-9_-]+\)/y;
    fixed.lastIndex = offset;
    const bracketed = fixed.exec(scanner.source)?.[0];
    if (text !== "") {
      parts.push(text);
      offset += text.length;
    } else if (scanner.source.startsWith("$(", offset)) {
      cursor.moveTo(offset + 2);
      parts.push(parseExpression(cursor));
      if (!cursor.sees(")")) cursor.fail("')' to close the path's expression");
      offset = cursor.current.end;
    } else if (bracketed !== undefined && parts.length === 0) {
      parts.push(bracketed);
      offset += bracketed.length;
    } else break;
  }
  if (parts.length === 0) scanner.fail(offset, "a path segment");
  return { parts, end: offset };
}

/** Reads the path of a `match`, `/cities/{city}/{rest=**}`. */
export function parsePattern(cursor: Cursor): PatternSegment[] {
  const { scanner } = cursor;
  if (!cursor.sees("/")) cursor.fail("a path that begins with '/'");
  const pattern: PatternSegment[] = [];
  let offset = cursor.current.offset;
  while (scanner.source.charAt(offset) === "/") {
    const { segment, end } = parsePatternSegment(cursor, offset + 1);
    pattern.push(segment);
    offset = end;
  }
  cursor.moveTo(offset);
  return pattern;
}

function parsePatternSegment(cursor: Cursor, start: number): { segment: PatternSegment; end: number } {
  const { scanner } = cursor;
  if (scanner.source.charAt(start) !== "{") {
    const fixed = /\([A-Za-z0-9_-]+\)/y;
    fixed.lastIndex = start;
    const text = fixed.exec(scanner.source)?.[0] ?? scanner.pathTextAt(start);
    if (text === "") scanner.fail(start, "a path segment or {wildcard}");
    return { segment: { kind: "text", text }, end: start + text.length };
  }
  cursor.moveTo(start + 1);
  const name = cursor.name("the name of a wildcard");
  const stars = /=(\*\*?)/y;
  stars.lastIndex = cursor.current.offset;
  const found = stars.exec(scanner.source);
  if (found) cursor.moveTo(cursor.current.offset + found[0].length);
  else if (cursor.sees("=")) cursor.fail("'=**' after a wildcard's name");
  if (!cursor.sees("}")) cursor.fail("'}' to close the wildcard");
  return { segment: { kind: found?.[1] === "**" ? "rest" : "one", name }, end: cursor.current.end };
}
