import { invalidArgument } from "../status.js";
import { elements } from "../values/value.js";
import type { FieldFilter, Filter } from "./filter.js";

/** Filters that must all hold. None is `in` or `array-contains-any`. */
export type Conjunction = readonly FieldFilter[];

const MOST_DISJUNCTIONS = 30;

/**
 * The query's filter as alternatives (disjunctive normal form). Without a filter there is one, which is empty.
 * @throws {StatusError} INVALID_ARGUMENT if there are more than 30.
 */
export function disjunctionsOf(filter: Filter | undefined): Conjunction[] {
  const alternatives = filter ? expand(filter) : [[]];
  if (alternatives.length > MOST_DISJUNCTIONS) {
    throw tooMany(alternatives.length);
  }
  return alternatives;
}

function expand(filter: Filter): Conjunction[] {
  switch (filter.kind) {
    case "or":
      return filter.filters.flatMap(expand);
    case "and":
      return filter.filters.reduce<Conjunction[]>((so, part) => product(so, expand(part)), [[]]);
    case "field":
      if (filter.operator === "IN") return split(filter, "EQUAL");
      if (filter.operator === "ARRAY_CONTAINS_ANY") return split(filter, "ARRAY_CONTAINS");
      return [[filter]];
  }
}

function product(a: Conjunction[], b: Conjunction[]): Conjunction[] {
  // Fail before expanding the alternatives, because their number never gets smaller.
  if (a.length * b.length > MOST_DISJUNCTIONS) throw tooMany(a.length * b.length);
  return a.flatMap((x) => b.map((y) => [...x, ...y]));
}

const split = (filter: FieldFilter, operator: "EQUAL" | "ARRAY_CONTAINS"): Conjunction[] =>
  elements(filter.value).map((value) => [{ ...filter, operator, value }]);

const tooMany = (count: number) =>
  invalidArgument(
    `Too many disjunctions after normalization. Result had ${count} disjunctions which is more than the maximum of ${MOST_DISJUNCTIONS}`,
  );
