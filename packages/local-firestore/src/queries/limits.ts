import { invalidArgument } from "../status.js";
import { type FieldPath, formatFieldPath, isName } from "../values/fieldPath.js";
import type { Conjunction } from "./disjunctions.js";
import { fieldFilters, type Filter, isInequality } from "./filter.js";

/** The limits are from https://firebase.google.com/docs/firestore/query-data/queries#query_limitations. */
const MOST_INEQUALITY_FIELDS = 10;
const MOST_COMPONENTS = 100;

/**
 * Refuses a query with more inequalities or components than the cloud accepts. All disjunctions are counted.
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkLimits(disjunctions: readonly Conjunction[], orders: number, nested: boolean): void {
  const filters = disjunctions.flat();
  const fields = [...new Set(filters.filter(isInequality).map(({ path }) => formatFieldPath(path)))].sort();
  if (fields.length > MOST_INEQUALITY_FIELDS) {
    throw invalidArgument(
      `The query contains ${fields.length} distinct inequality fields: [${fields.join(", ")}]. A query may not have more than ${MOST_INEQUALITY_FIELDS} distinct inequality fields.`,
    );
  }
  if (filters.length + orders + (nested ? 1 : 0) > MOST_COMPONENTS) {
    throw invalidArgument(
      `The query may not have more than ${MOST_COMPONENTS} filters + sort orders + ancestor total. Currently there are ${filters.length} filters, ${orders} sort orders, and ${nested ? "one" : "no"} ancestor filter.`,
    );
  }
}

/**
 * Refuses a query over all collections that filters or orders by anything but the documents' names.
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkKind(
  collectionId: string,
  filter: Filter | undefined,
  orders: readonly { path: FieldPath; descending: boolean }[],
): void {
  if (collectionId) return;
  const other = fieldFilters(filter).find(({ path }) => !isName(path));
  if (other) throw invalidArgument(`kind is required for filter: ${formatFieldPath(other.path)}`);
  if (orders.some(({ path, descending }) => descending || !isName(path))) {
    throw invalidArgument("kind is required for all orders except __key__ ascending");
  }
}
