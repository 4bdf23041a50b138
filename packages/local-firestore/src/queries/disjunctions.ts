import { invalidArgument } from "../status.js";
import { elements } from "../values/value.js";
import type { FieldFilter, Filter } from "./filter.js";

/** A part of a query that an index can answer in one scan: all these filters, none of them `in` or `array-contains-any`. */
export type Conjunction = readonly FieldFilter[];

const MOST_DISJUNCTIONS = 30;

/**
 * The query's filter as alternatives (disjunctive normal form): at least one, which is empty if there is no filter.
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
  // The number of alternatives only grows, so too many here are too many in the end. Fail before expanding them.
  if (a.length * b.length > MOST_DISJUNCTIONS) throw tooMany(a.length * b.length);
  return a.flatMap((x) => b.map((y) => [...x, ...y]));
}

const split = (filter: FieldFilter, operator: "EQUAL" | "ARRAY_CONTAINS"): Conjunction[] =>
  elements(filter.value).map((value) => [{ ...filter, operator, value }]);

const tooMany = (count: number) =>
  invalidArgument(
    `Too many disjunctions after normalization. Result had ${count} disjunctions which is more than the maximum of ${MOST_DISJUNCTIONS}`,
  );
