import type { Method } from "../request.js";
import type { AllowStatement, FunctionDeclaration, MatchBlock, RulesFile } from "./ast.js";
import { checkLimits } from "./checks.js";
import { Cursor } from "./cursor.js";
import { RulesSyntaxError } from "./errors.js";
import { parseExpression } from "./expressions.js";
import { parsePattern } from "./paths.js";

const METHODS: Record<string, readonly Method[]> = {
  read: ["get", "list"],
  write: ["create", "update", "delete"],
  get: ["get"],
  list: ["list"],
  create: ["create"],
  update: ["update"],
  delete: ["delete"],
};

/** The limit is from https://firebase.google.com/docs/firestore/quotas#security_rules. */
const MAX_SOURCE_BYTES = 256 * 1024;

/**
 * Reads a whole rules file and checks its limits.
 * @throws RulesSyntaxError
 */
export function parseRulesFile(source: string): RulesFile {
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES)
    throw new RulesSyntaxError({ line: 1, column: 1 }, "at most 256 KB of rules", "more");
  const cursor: Cursor = new Cursor(source);
  const version = parseVersion(cursor);
  const functions = new Map<string, FunctionDeclaration>();
  let service: MatchBlock | undefined;
  while (cursor.current.kind !== "end") {
    if (cursor.sees("function")) declare(cursor, functions);
    else if (cursor.sees("service") && !service) service = parseService(cursor);
    else cursor.fail(service ? "the end of the file" : "'service cloud.firestore {'");
  }
  if (!service) cursor.fail("'service cloud.firestore {'");
  const file = { version, functions, service };
  checkLimits(file);
  return file;
}

function parseVersion(cursor: Cursor): "1" | "2" {
  if (!cursor.take("rules_version")) return "1";
  cursor.expect("=", "after rules_version");
  const { current } = cursor;
  if (current.kind !== "string" || (current.value !== "1" && current.value !== "2"))
    cursor.fail("'1' or '2' in quotes");
  cursor.next();
  cursor.endOfStatement("after the version");
  return current.value as "1" | "2";
}

function parseService(cursor: Cursor): MatchBlock {
  const { at } = cursor;
  cursor.expect("service");
  if (!cursor.take("cloud") || !cursor.take(".") || !cursor.take("firestore"))
    cursor.fail("'cloud.firestore'");
  return parseBody(cursor, { at, pattern: [], where: "the service" });
}

function parseMatch(cursor: Cursor): MatchBlock {
  const { at } = cursor;
  cursor.expect("match");
  const pattern = parsePattern(cursor);
  return parseBody(cursor, { at, pattern, where: "the match" });
}

function parseBody(cursor: Cursor, head: Pick<MatchBlock, "at" | "pattern"> & { where: string }): MatchBlock {
  const { where, ...block } = head;
  const functions = new Map<string, FunctionDeclaration>();
  const allows: AllowStatement[] = [];
  const children: MatchBlock[] = [];
  cursor.expect("{", `to open ${where}`);
  while (!cursor.take("}")) {
    if (cursor.sees("match")) children.push(parseMatch(cursor));
    else if (cursor.sees("function")) declare(cursor, functions);
    else if (cursor.sees("allow") && block.pattern.length > 0) allows.push(parseAllow(cursor));
    else
      cursor.fail(
        `'match', ${block.pattern.length > 0 ? "'allow', " : ""}'function' or '}' to close ${where}`,
      );
  }
  return { ...block, functions, allows, children };
}

function parseAllow(cursor: Cursor): AllowStatement {
  const { at } = cursor;
  cursor.expect("allow");
  const methods = new Set<Method>();
  do {
    const named = cursor.current.kind === "name" ? METHODS[cursor.current.text] : undefined;
    if (!named) cursor.fail("read, write, get, list, create, update or delete");
    for (const method of named) methods.add(method);
    cursor.next();
  } while (cursor.take(","));
  if (!cursor.take(":")) {
    cursor.endOfStatement("or ':' after the methods");
    return { at, methods };
  }
  cursor.expect("if", "before the condition");
  const condition = parseExpression(cursor);
  cursor.endOfStatement("after the condition");
  return { at, methods, condition };
}

function declare(cursor: Cursor, functions: Map<string, FunctionDeclaration>): void {
  const { at } = cursor;
  cursor.expect("function");
  if (cursor.current.kind === "name" && functions.has(cursor.current.text)) {
    cursor.fail("a function name that is not declared here yet");
  }
  const name = cursor.name("the function's name");
  cursor.expect("(", "after the function's name");
  const parameters: string[] = [];
  while (!cursor.take(")")) {
    parameters.push(cursor.name("a parameter's name or ')'"));
    if (!cursor.take(",") && !cursor.sees(")")) cursor.fail("',' or ')' after a parameter");
  }
  cursor.expect("{", "to open the function");
  const bindings: FunctionDeclaration["bindings"] = [];
  while (cursor.take("let")) {
    const binding = cursor.name("the name of a variable");
    cursor.expect("=", "after the variable's name");
    bindings.push({ name: binding, value: parseExpression(cursor) });
    cursor.endOfStatement("after the variable's value");
  }
  cursor.expect("return", "or 'let' in a function");
  const result = parseExpression(cursor);
  cursor.endOfStatement("after the returned expression");
  cursor.expect("}", "to close the function");
  functions.set(name, { at, name, parameters, bindings, result });
}
