import { ANY_DEPTH, type Step } from "../evaluation/matching.js";
import type { RulesRequest } from "../request.js";
import { Path, type Value } from "../values/types.js";
import { alternatives, type Fact } from "./filters.js";
import { gather, learn, nothingBut } from "./knowledge.js";
import { PossibleField } from "./possibleField.js";

/** A possible result of a query: the document's path, and what is known of `resource`. */
export interface PossibleResult {
  steps: readonly Step[];
  resource: Value;
}

/** One possible result for each alternative of a query. The rules must allow each of them. */
export function possibleResults(request: RulesRequest): PossibleResult[] {
  const query = request.query?.structuredQuery ?? {};
  return alternatives(query).map((facts) => {
    const named = facts.filter(({ field }) => field[0] === "__name__");
    const data = gather(facts.filter(({ field }) => field[0] !== "__name__"));
    const name = namedDocument(named);
    const steps = name ? knownSteps(name) : stepsOf(request, named);
    const last = steps.at(-1);
    return {
      steps,
      resource: new Map<string, Value>([
        ["data", new PossibleField(data)],
        ["id", typeof last === "symbol" || last === undefined ? unknownId([]) : last],
        ["__name__", nameOf(steps)],
      ]),
    };
  });
}

function namedDocument(facts: readonly Fact[]): Path | undefined {
  const pinned = facts.find(({ is, value }) => is === "equal" && value instanceof Path);
  return pinned?.value as Path | undefined;
}

function knownSteps({ segments }: Path): Step[] {
  return segments.filter((segment) => typeof segment === "string");
}

function stepsOf({ path, database, query }: RulesRequest, named: readonly Fact[]): Step[] {
  const parent = path.split("/").filter((segment) => segment !== "");
  const root = ["databases", database, "documents", ...parent];
  const [from] = (query?.structuredQuery.from ?? []) as { collectionId?: string; allDescendants?: boolean }[];
  // Without a collection selector, `path` is taken as the path of the collection.
  if (!from) return [...root, unknownId(named)];
  const collection: Step[] = from.collectionId ? [from.collectionId] : [];
  if (from.allDescendants || !from.collectionId) return [...root, ANY_DEPTH, ...collection, unknownId([])];
  return [...root, ...collection, unknownId(named)];
}

/** The unknown id of a document. Filters on the name (`named`) may limit it. */
function unknownId(named: readonly Fact[]): PossibleField {
  const id = nothingBut("string");
  for (const { is, value } of named) {
    if (value instanceof Path && is !== "equal") learn(id, { is, value: value.segments.at(-1) as string });
  }
  return new PossibleField(id);
}

function nameOf(steps: readonly Step[]): Value {
  if (steps.includes(ANY_DEPTH)) return new PossibleField(nothingBut("path"));
  return new Path(steps.filter((step) => typeof step !== "symbol"));
}
