import { invalidArgument } from "../status.js";
import { isName } from "../values/fieldPath.js";
import { type FieldFilter, fieldFilters, type Filter, isInequality, type Operator } from "./filter.js";

const EXCLUSIONS = new Set<Operator>(["NOT_EQUAL", "NOT_IN", "IS_NOT_NULL", "IS_NOT_NAN"]);
const DISJUNCTIVE = new Set<Operator>(["IN", "ARRAY_CONTAINS_ANY"]);

/**
 * Refuses filters that may not be combined in one query
 * (https://firebase.google.com/docs/firestore/query-data/queries#query_limitations).
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkCombinations(filter: Filter | undefined): void {
  const filters = fieldFilters(filter);
  const exclusions = filters.filter(({ operator }) => EXCLUSIONS.has(operator));
  if (exclusions.length > 1) {
    throw invalidArgument(
      "Only a single 'NOT_EQUAL', 'NOT_IN', 'IS_NOT_NAN', or 'IS_NOT_NULL' filter allowed per query.",
    );
  }
  const notIn = exclusions.some(({ operator }) => operator === "NOT_IN");
  if (notIn && (filters.some(({ operator }) => DISJUNCTIVE.has(operator)) || hasOr(filter))) {
    throw invalidArgument(
      "'NOT_IN' cannot be used in the same query with 'IN', 'ARRAY_CONTAINS_ANY' or 'OR'.",
    );
  }
  if (filters.some(fixesName) && filters.some(isInequality) && !filters.some(boundsName)) {
    throw invalidArgument(
      "Equality on key is not allowed if there are other inequality fields and key does not appear in inequalities.",
    );
  }
  if (arrayFilters(filter) > 1) {
    throw invalidArgument("A maximum of 1 'ARRAY_CONTAINS' filter is allowed per disjunction.");
  }
}

const fixesName = ({ path, operator }: FieldFilter): boolean =>
  isName(path) && (operator === "EQUAL" || operator === "IN");
const boundsName = (filter: FieldFilter): boolean => isName(filter.path) && isInequality(filter);

/** The largest number of array filters in any one alternative (disjunction) of the filter. */
function arrayFilters(filter: Filter | undefined): number {
  switch (filter?.kind) {
    case undefined:
      return 0;
    case "field":
      return filter.operator === "ARRAY_CONTAINS" || filter.operator === "ARRAY_CONTAINS_ANY" ? 1 : 0;
    case "and":
      return filter.filters.reduce((sum, part) => sum + arrayFilters(part), 0);
    case "or":
      return Math.max(...filter.filters.map(arrayFilters));
  }
}

function hasOr(filter: Filter | undefined): boolean {
  if (!filter || filter.kind === "field") return false;
  return (filter.kind === "or" && filter.filters.length > 1) || filter.filters.some(hasOr);
}
