import type { AllowStatement, MatchBlock, PatternSegment, RulesFile } from "../language/ast.js";
import { NotProvable } from "../values/errors.js";
import type { Possible } from "../values/types.js";
import { Path, type Value } from "../values/types.js";
import { type Bound, Scope } from "./scope.js";

/** Means any number of path segments, because the documents of a collection group may be at any depth. */
export const ANY_DEPTH = Symbol("any depth");

/** A step of a document's path: a known segment, an unknown one, or any number of segments. */
export type Step = string | Possible | typeof ANY_DEPTH;

/** The allow statements that match a document's path, each with the names that it can use. */
export function* matchingAllows(file: RulesFile, steps: readonly Step[]): Generator<[AllowStatement, Scope]> {
  const global = new Scope(file.functions, new Map());
  yield* matchingIn(file.service, steps, global, file.version);
}

function* matchingIn(
  block: MatchBlock,
  steps: readonly Step[],
  outer: Scope,
  version: RulesFile["version"],
): Generator<[AllowStatement, Scope]> {
  for (const { rest, bindings } of prefixes(block.pattern, steps, version)) {
    const scope = new Scope(block.functions, bindings, outer);
    if (rest.length === 0) for (const allow of block.allows) yield [allow, scope];
    for (const child of block.children) yield* matchingIn(child, rest, scope, version);
  }
}

interface Prefix {
  rest: readonly Step[];
  bindings: Map<string, Bound>;
}

/** Finds every way in which a pattern matches the first steps. */
function* prefixes(
  pattern: readonly PatternSegment[],
  steps: readonly Step[],
  version: "1" | "2",
): Generator<Prefix> {
  const [segment, ...others] = pattern;
  if (!segment) {
    yield { rest: steps, bindings: new Map() };
    return;
  }
  if (segment.kind === "rest") {
    // In version 1, a recursive wildcard takes at least one segment, and collection groups are not supported.
    for (let taken = version === "1" ? 1 : 0; taken <= steps.length; taken += 1) {
      const covered = steps.slice(0, taken);
      if (version === "1" && covered.includes(ANY_DEPTH)) continue;
      yield* withBinding(segment.name, pathBinding(covered), prefixes(others, steps.slice(taken), version));
    }
    return;
  }
  const [step, ...rest] = steps;
  if (step === undefined || step === ANY_DEPTH) return;
  if (segment.kind === "one") yield* withBinding(segment.name, step, prefixes(others, rest, version));
  else if (segment.text === step) yield* prefixes(others, rest, version);
}

function* withBinding(name: string, value: Bound, found: Iterable<Prefix>): Generator<Prefix> {
  for (const { rest, bindings } of found) yield { rest, bindings: new Map([[name, value], ...bindings]) };
}

function pathBinding(steps: readonly Step[]): Bound {
  const segments: (string | Possible)[] = [];
  for (const step of steps) {
    if (step === ANY_DEPTH) return new NotProvable("A collection group's documents lie at any depth.");
    segments.push(step);
  }
  return new Path(segments) satisfies Value;
}
