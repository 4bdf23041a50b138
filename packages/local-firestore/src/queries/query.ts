import { invalidArgument, unimplemented } from "../status.js";
import { fieldOf } from "../storage/fieldIndex.js";
import type { Document } from "../storage/document.js";
import type { Scope } from "../storage/store.js";
import { compareNames, compareStrings, compareValues } from "../values/compare.js";
import { type FieldPath, formatFieldPath, isName, NAME_FIELD, parseFieldPath } from "../values/fieldPath.js";
import {
  checkDatabase,
  checkId,
  checkParent,
  collectionIdOf,
  collectionOf,
  databaseOf,
  relativePath,
} from "../values/names.js";
import { checkTyped, elements, type Value } from "../values/value.js";
import { type Conjunction, disjunctionsOf } from "./disjunctions.js";
import { fieldFilters, type Filter, isInequality, matchesFilter, parseFilter } from "./filter.js";
import type { CursorMessage, StructuredQuery } from "./messages.js";
import { checkCombinations } from "./combinations.js";
import { checkDescendants, checkKind, checkLimits } from "./limits.js";

export interface Order {
  path: FieldPath;
  descending: boolean;
}

/** A position in the query's order: some values, and whether it is before or after the documents with these values. */
export interface Cursor {
  values: readonly Value[];
  before: boolean;
}

/** A parsed query. Its order is complete: it always ends with the document's name. */
export interface Query {
  scope: Scope;
  /** The resource name of the collections' parent, with a slash at its end. */
  prefix: string;
  /** Whether the query covers collections at any depth, and not only those directly under the prefix. */
  allDescendants: boolean;
  /** Empty for a query over all collections. */
  collectionId: string;
  filter: Filter | undefined;
  disjunctions: readonly Conjunction[];
  order: readonly Order[];
  start: Cursor | undefined;
  end: Cursor | undefined;
  offset: number;
  limit: number;
  /** The aggregated fields. A document that lacks one of them does not match. */
  aggregated: readonly FieldPath[];
  /** The fields to return. Undefined for all fields. */
  projection: readonly FieldPath[] | undefined;
}

/**
 * Reads a query. For an aggregation, `aggregated` are the fields that it aggregates.
 * @throws {StatusError} UNIMPLEMENTED for vector search, INVALID_ARGUMENT or FAILED_PRECONDITION for a query that the
 * cloud refuses.
 */
export function parseQuery(
  parent: string,
  message: StructuredQuery,
  aggregated: readonly FieldPath[] = [],
): Query {
  checkParent(parent);
  if (message.findNearest) throw unimplemented("Vector search is not supported.");
  // Without a collection selector, the query covers all collections directly under the parent.
  const [from = {}, ...others] = message.from ?? [];
  if (others.length > 0) throw invalidArgument("A query must have at most one collection selector.");
  const collectionId = from.collectionId ?? "";
  if (collectionId) checkId(collectionId);
  const limit = message.limit?.value;
  if (limit !== undefined && limit < 0) throw invalidArgument("limit is negative");
  const offset = message.offset ?? 0;
  if (offset < 0) throw invalidArgument("offset is negative");
  const filter = message.where && parseFilter(message.where);
  checkCombinations(filter);
  checkNames(
    parent,
    fieldFilters(filter)
      .filter(({ path }) => isName(path))
      .map(({ value }) => value),
  );
  const explicit = explicitOrder(message);
  const allDescendants = from.allDescendants ?? false;
  if (allDescendants && relativePath(parent)) checkDescendants(collectionId, filter, explicit, aggregated);
  checkKind(collectionId, filter, explicit);
  const order = completeOrder(explicit, filter, aggregated);
  const disjunctions = disjunctionsOf(filter);
  checkLimits(disjunctions, explicit.length, relativePath(parent) !== "");
  return {
    scope: scopeOf(parent, collectionId, allDescendants),
    prefix: `${parent}/`,
    allDescendants,
    collectionId,
    filter,
    disjunctions,
    order,
    start: parseCursor(parent, message.startAt, explicit),
    end: parseCursor(parent, message.endAt, explicit),
    offset,
    limit: limit ?? Infinity,
    aggregated,
    projection: message.select && projectionOf(message.select.fields ?? []),
  };
}

/** Whether a document is in the query's collections, matches its filter, and has all ordered and aggregated fields. */
export function matches(query: Query, document: Document): boolean {
  return (
    inScope(query, document.name) &&
    query.order.every(({ path }) => fieldOf(document, path) !== undefined) &&
    query.aggregated.every((path) => fieldOf(document, path) !== undefined) &&
    (query.filter === undefined || matchesFilter(document, query.filter))
  );
}

/** Whether a document matches the query and is between its cursors. */
export const matchesWithin = (query: Query, document: Document): boolean =>
  matches(query, document) && sideOfCursors(query, document) === 0;

/** Compares two matching documents by the query's order. */
export function compareDocuments(order: readonly Order[], a: Document, b: Document): number {
  for (const { path, descending } of order) {
    const difference = isName(path)
      ? compareNames(a.name, b.name)
      : compareValues(fieldOf(a, path) ?? {}, fieldOf(b, path) ?? {});
    if (difference !== 0) return descending ? -difference : difference;
  }
  return 0;
}

/** Negative for a document before the start cursor, positive for one after the end, else 0. */
export function sideOfCursors({ order, start, end }: Query, document: Document): number {
  if (start) {
    const side = compareToCursor(order, document, start);
    if (start.before ? side < 0 : side <= 0) return -1;
  }
  if (end) {
    const side = compareToCursor(order, document, end);
    if (end.before ? side >= 0 : side > 0) return 1;
  }
  return 0;
}

function inScope({ scope, prefix, allDescendants, collectionId }: Query, name: string): boolean {
  if (scope.kind === "collection") return collectionOf(name) === scope.name;
  if (!allDescendants && collectionOf(name).lastIndexOf("/") >= prefix.length) return false;
  return name.startsWith(prefix) && (collectionId === "" || collectionIdOf(name) === collectionId);
}

function scopeOf(parent: string, collectionId: string, allDescendants: boolean): Scope {
  if (!allDescendants && collectionId) return { kind: "collection", name: `${parent}/${collectionId}` };
  return collectionId ? { kind: "group", collectionId } : { kind: "everything" };
}

function explicitOrder(message: StructuredQuery): Order[] {
  const order: Order[] = (message.orderBy ?? []).map(({ field, direction }) => ({
    path: parseFieldPath(field?.fieldPath ?? ""),
    descending: direction === "DESCENDING",
  }));
  const ordered = order.map(({ path }) => formatFieldPath(path));
  const twice = ordered.find((text, i) => ordered.indexOf(text) < i);
  if (twice !== undefined) {
    throw invalidArgument(`order by clause cannot contain duplicate fields ${twice}`);
  }
  const nameAt = order.findIndex(({ path }) => isName(path));
  if (nameAt >= 0 && nameAt < order.length - 1) {
    throw invalidArgument("order by clause cannot contain more fields after the key");
  }
  return order;
}

/**
 * The query's complete order: the explicit orders, the fields of inequalities (sorted), the aggregated fields, and the
 * document's name. The aggregated fields are included, because the cloud applies a limit in the order of their index.
 * The added fields have the direction of the last explicit order.
 */
function completeOrder(
  explicit: readonly Order[],
  filter: Filter | undefined,
  aggregated: readonly FieldPath[],
): Order[] {
  const order = [...explicit];
  const ordered = order.map(({ path }) => formatFieldPath(path));
  const nameAt = order.findIndex(({ path }) => isName(path));
  const descending = order.at(-1)?.descending ?? false;
  const inequalities = fieldFilters(filter).filter(isInequality);
  const byName = inequalities
    .map(({ path }) => path)
    .sort((a, b) => compareStrings(formatFieldPath(a), formatFieldPath(b)));
  // A name is unique, so no order after it has an effect.
  const also = nameAt < 0 ? aggregated : [];
  const implied = new Map([...byName, ...also].map((path) => [formatFieldPath(path), path]));
  for (const [text, path] of implied) {
    if (!ordered.includes(text) && !isName(path))
      order.splice(nameAt < 0 ? order.length : nameAt, 0, { path, descending });
  }
  if (nameAt < 0) order.push({ path: [NAME_FIELD], descending });
  return order;
}

/** Reads a cursor. It may have values only for the explicit orders of the query, not for the implied ones. */
function parseCursor(
  parent: string,
  message: CursorMessage | undefined,
  order: readonly Order[],
): Cursor | undefined {
  const values = message?.values ?? [];
  if (values.length === 0) return undefined;
  if (values.length > order.length) throw invalidArgument("Cursor has too many values.");
  for (const [i, value] of values.entries()) {
    checkTyped(value);
    const path = order[i]?.path;
    if (path && isName(path) && value.referenceValue === undefined) {
      throw invalidArgument("Cursor __key__ value is not a document reference.");
    }
    if (path && isName(path)) checkNames(parent, [value]);
  }
  return { values, before: message?.before ?? false };
}

/** Refuses names of another database, because they cannot be results of a query under this parent. */
function checkNames(parent: string, values: readonly Value[]): void {
  for (const value of values) {
    for (const { referenceValue } of value.arrayValue ? elements(value) : [value])
      if (referenceValue !== undefined) checkDatabase(referenceValue, databaseOf(parent));
  }
}

function compareToCursor(order: readonly Order[], document: Document, { values }: Cursor): number {
  for (const [i, value] of values.entries()) {
    const by = order[i];
    if (!by) return 0;
    const difference = compareValues(fieldOf(document, by.path) ?? {}, value);
    if (difference !== 0) return by.descending ? -difference : difference;
  }
  return 0;
}

const projectionOf = (fields: { fieldPath?: string }[]): FieldPath[] | undefined =>
  fields.length === 0 ? undefined : fields.map(({ fieldPath }) => parseFieldPath(fieldPath ?? ""));
