import type { Expression, FunctionDeclaration, MatchBlock, RulesFile } from "./ast.js";
import { RulesSyntaxError } from "./errors.js";

/**
 * Limits from https://firebase.google.com/docs/rules/rules-language#function_limits. Deployed rules allow one more
 * nested call and one more variable than documented, so the checks of MAX_CALL_DEPTH and MAX_BINDINGS add 1.
 */
const MAX_CALL_DEPTH = 20;
const MAX_BINDINGS = 10;
const MAX_PARAMETERS = 7;

/**
 * The most levels of an expression. Only binary operators count: each one's operands are a level deeper, also in
 * `a && b && …`.
 */
const MAX_NESTING = 99;

/**
 * The limits for a match and all matches around it together
 * (https://firebase.google.com/docs/firestore/quotas#security_rules).
 */
const MAX_MATCH_DEPTH = 10;
const MAX_SEGMENTS = 100;
const MAX_CAPTURES = 20;

type Functions = ReadonlyMap<string, FunctionDeclaration>;

/**
 * Refuses rules that can be parsed but not deployed: with recursion, with calls, operators or matches nested too
 * deeply, with too long paths, with too many wildcards, or with functions of too many variables or parameters.
 * @throws RulesSyntaxError
 */
export function checkLimits(file: RulesFile): void {
  const calls = new CallDepths();
  const checkBlock = (block: MatchBlock, outer: readonly Functions[], parents: MatchBlock[] = []): void => {
    const matches = [...parents, block];
    checkMatches(matches);
    if (block.pattern.filter(({ kind }) => kind === "rest").length > 1) {
      throw new RulesSyntaxError(block.at, "at most one recursive wildcard in a match", "several");
    }
    const scopes = [block.functions, ...outer];
    checkFunctions(scopes, calls);
    for (const { condition } of block.allows) if (condition) checkNesting(condition);
    for (const child of block.children) checkBlock(child, scopes, matches);
  };
  checkFunctions([file.functions], calls);
  checkBlock(file.service, [file.functions]);
}

/** Checks the last of `matches` together with the blocks around it. The first of `matches` is the service block. */
function checkMatches(matches: readonly MatchBlock[]): void {
  const segments = matches.flatMap(({ pattern }) => pattern);
  const refuse = (expected: string): never => {
    throw new RulesSyntaxError(matches.at(-1)?.at ?? { line: 1, column: 1 }, expected, "more");
  };
  if (matches.length - 1 > MAX_MATCH_DEPTH) refuse(`at most ${MAX_MATCH_DEPTH} nested matches`);
  if (segments.length > MAX_SEGMENTS) refuse(`at most ${MAX_SEGMENTS} path segments in nested matches`);
  if (segments.filter(({ kind }) => kind !== "text").length > MAX_CAPTURES)
    refuse(`at most ${MAX_CAPTURES} wildcards in nested matches`);
}

function checkFunctions(scopes: readonly Functions[], calls: CallDepths): void {
  for (const declared of scopes[0]?.values() ?? []) {
    if (declared.bindings.length > MAX_BINDINGS + 1) {
      throw new RulesSyntaxError(
        declared.at,
        `at most ${MAX_BINDINGS} variables in a function`,
        declared.name,
      );
    }
    if (declared.parameters.length > MAX_PARAMETERS) {
      throw new RulesSyntaxError(
        declared.at,
        `at most ${MAX_PARAMETERS} parameters of a function`,
        declared.name,
      );
    }
    for (const { value } of declared.bindings) checkNesting(value);
    checkNesting(declared.result);
    calls.check(declared, scopes, []);
  }
}

function checkNesting(expression: Expression, level = 1): void {
  if (level > MAX_NESTING) {
    throw new RulesSyntaxError(expression.at, `at most ${MAX_NESTING} nested operators`, "more");
  }
  const nests = ["binary", "and", "or", "is"].includes(expression.kind);
  for (const child of childrenOf(expression)) checkNesting(child, nests ? level + 1 : level);
}

/** Computes, once for each function, how deeply its calls are nested. Refuses recursion and too deep nesting. */
class CallDepths {
  private readonly depths = new Map<FunctionDeclaration, number>();

  check(declared: FunctionDeclaration, scopes: readonly Functions[], callers: FunctionDeclaration[]): number {
    const known = this.depths.get(declared);
    if (known !== undefined) return known;
    const stack = [...callers, declared];
    const chain = stack.map(({ name }) => name).join(" -> ");
    if (callers.includes(declared)) throw new RulesSyntaxError(declared.at, "no recursion", chain);
    const called = new Set<string>();
    for (const { value } of declared.bindings) collectCalls(value, called);
    collectCalls(declared.result, called);
    let depth = 1;
    for (const name of called) {
      const level = scopes.findIndex((functions) => functions.has(name));
      const callee = scopes[level]?.get(name);
      if (callee) depth = Math.max(depth, 1 + this.check(callee, scopes.slice(level), stack));
    }
    if (depth > MAX_CALL_DEPTH + 1) {
      throw new RulesSyntaxError(declared.at, `calls at most ${MAX_CALL_DEPTH} deep`, chain);
    }
    this.depths.set(declared, depth);
    return depth;
  }
}

function collectCalls(expression: Expression, into: Set<string>): void {
  if (expression.kind === "call") into.add(expression.name);
  for (const child of childrenOf(expression)) collectCalls(child, into);
}

function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "literal":
    case "name":
      return [];
    case "list":
      return expression.items;
    case "map":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "path":
      return expression.segments.flat().filter((part) => typeof part !== "string");
    case "field":
      return [expression.object];
    case "index":
      return [expression.object, expression.index];
    case "slice":
      return [expression.object, expression.from, expression.to];
    case "call":
      return expression.arguments;
    case "method":
      return [expression.object, ...expression.arguments];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "is":
      return [expression.value];
    case "choice":
      return [expression.condition, expression.yes, expression.no];
  }
}
