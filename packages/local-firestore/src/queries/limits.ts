import { failedPrecondition, invalidArgument } from "../status.js";
import { type FieldPath, formatFieldPath, isName } from "../values/fieldPath.js";
import { relativePath } from "../values/names.js";
import type { Conjunction } from "./disjunctions.js";
import type { Query } from "./query.js";
import { fieldFilters, type Filter, isInequality } from "./filter.js";

/**
 * The most fields with range filters or exclusions in one query. This limit and the next one are from
 * https://firebase.google.com/docs/firestore/query-data/queries#query_limitations.
 */
const MOST_INEQUALITY_FIELDS = 10;
const MOST_COMPONENTS = 100;

/**
 * Refuses a query with more inequality fields or components than the cloud accepts. Components are the filters of all
 * disjunctions, the explicit orders and, if the query is below a document (`nested`), this ancestor.
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
 * Refuses what a query over collections at any depth below a document may not do.
 * @throws {StatusError} INVALID_ARGUMENT, or FAILED_PRECONDITION for descending names.
 */
export function checkDescendants(
  collectionId: string,
  filter: Filter | undefined,
  orders: readonly { path: FieldPath; descending: boolean }[],
  aggregated: readonly FieldPath[],
): void {
  if ([...fieldFilters(filter), ...orders].some(({ path }) => !isName(path)))
    throw invalidArgument("collection group queries are only allowed at the root parent");
  if (aggregated.length > 0) {
    throw invalidArgument(
      `This query requires an index with fields [${aggregated.map(formatFieldPath).join(", ")}] after __name__ and Firestore does not currently support such an index. Please try the query again with additional ordering on those fields.`,
    );
  }
  if (collectionId && orders.some(({ descending }) => descending))
    throw failedPrecondition("The query requires an index.");
}

/**
 * Refuses to listen to a query to which the cloud does not listen.
 * @throws {StatusError} INVALID_ARGUMENT for a query over all collections, or over a group below a document.
 */
export function checkRealTime(query: Pick<Query, "collectionId" | "allDescendants" | "prefix">): void {
  if (!query.collectionId)
    throw invalidArgument("All-collection queries are not supported by real-time queries.");
  if (query.allDescendants && relativePath(query.prefix)) {
    throw invalidArgument(
      "'all_descendants' in CollectionSelector with document parent is not supported by real-time queries.",
    );
  }
}

/**
 * Refuses what a query over all collections may not do: filter by anything but the documents' names, or order by
 * anything but ascending names.
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
