import { failedPrecondition } from "../status.js";
import { type FieldPath, formatFieldPath, isName } from "../values/fieldPath.js";
import type { Conjunction } from "./disjunctions.js";
import {
  type CompositeIndex,
  type Direction,
  hasFieldIndex,
  type IndexColumn,
  type DeclaredIndexes,
  type QueryScope,
} from "./declaredIndexes.js";
import type { Order, Query } from "./query.js";
import { isEquality } from "./scan.js";

/** What an index must provide for one disjunction of a query. */
interface Requirement {
  collectionGroup: string;
  queryScope: QueryScope;
  /** Fields, or array elements, that are fixed to one value. Their order among themselves does not matter. */
  equalities: IndexColumn[];
  /** The other fields of the query's order, and then the aggregated fields, without the name. */
  orders: IndexColumn[];
  nameDirection: Direction;
}

/**
 * Refuses a query for which the cloud would need an index that is not deployed
 * (https://firebase.google.com/docs/firestore/query-data/index-overview).
 * @throws {StatusError} FAILED_PRECONDITION, with the index to add to firestore.indexes.json.
 */
export function checkIndexes(deployed: DeclaredIndexes, query: Query): void {
  if (query.scope.kind === "everything") return;
  for (const conjunction of query.disjunctions) {
    const requirement = requirementOf(query, conjunction);
    if (!isServed(deployed, requirement)) throw failedPrecondition(refusal(requirement));
  }
}

function requirementOf(query: Query, conjunction: Conjunction): Requirement {
  const equalities = new Map<string, IndexColumn>();
  for (const { path, operator } of conjunction.filter(isEquality)) {
    const fieldPath = formatFieldPath(path);
    if (operator === "ARRAY_CONTAINS")
      equalities.set(`contains ${fieldPath}`, { fieldPath, arrayConfig: "CONTAINS" });
    else if (!isName(path)) equalities.set(fieldPath, { fieldPath, order: "ASCENDING" });
  }
  const fixed = (path: FieldPath): boolean => isName(path) || equalities.has(formatFieldPath(path));
  const orders = query.order.filter(({ path }) => !fixed(path));
  const descending = query.order.at(-1)?.descending ?? false;
  // An aggregation is computed from an index alone, so the index must contain the aggregated fields.
  const aggregated = query.aggregated.filter((path) => !fixed(path)).map((path) => ({ path, descending }));
  const columns = new Map(
    [...orders, ...aggregated].map((by) => [formatFieldPath(by.path), directionOf(by)]),
  );
  return {
    collectionGroup: query.collectionId,
    queryScope: query.scope.kind === "collection" ? "COLLECTION" : "COLLECTION_GROUP",
    equalities: [...equalities.values()],
    orders: [...columns].map(([fieldPath, order]) => ({ fieldPath, order })),
    nameDirection: descending ? "DESCENDING" : "ASCENDING",
  };
}

const directionOf = ({ descending }: Order): Direction => (descending ? "DESCENDING" : "ASCENDING");

/**
 * Whether the deployed indexes can serve a requirement. Several indexes with the same order can serve it together, if
 * each equality is in one of them.
 */
function isServed(deployed: DeclaredIndexes, requirement: Requirement): boolean {
  const { collectionGroup, queryScope, equalities, orders, nameDirection } = requirement;
  if (equalities.length === 0 && orders.length === 0) return true;
  const single = (column: IndexColumn) => hasFieldIndex(deployed, collectionGroup, column, queryScope);
  const [only] = orders;
  if (equalities.length === 0 && orders.length === 1 && only?.order === nameDirection && single(only))
    return true;
  const covered = new Set(orders.length === 0 ? equalities.filter(single) : []);
  let fitting = false;
  for (const index of deployed.indexes) {
    const prefix = prefixFor(index, requirement);
    if (!prefix) continue;
    fitting = true;
    for (const column of prefix) covered.add(column);
  }
  return equalities.length === 0 ? fitting : covered.size === equalities.length;
}

/**
 * The equalities that an index fixes, or undefined if the index does not fit. To fit, the index must consist of
 * equalities and then exactly the query's order, forwards or backwards.
 */
function prefixFor(index: CompositeIndex, requirement: Requirement): IndexColumn[] | undefined {
  const { equalities, orders, nameDirection } = requirement;
  if (index.collectionGroup !== requirement.collectionGroup) return undefined;
  if ((index.queryScope ?? "COLLECTION") !== requirement.queryScope) return undefined;
  const named = index.fields.at(-1)?.fieldPath === "__name__" ? index.fields.at(-1) : undefined;
  const fields = named ? index.fields.slice(0, -1) : index.fields;
  const prefix = fields.slice(0, fields.length - orders.length);
  const fixed = prefix.map((column) => equalities.find((equality) => fixes(column, equality)));
  if (fixed.length + orders.length !== fields.length || fixed.includes(undefined)) return undefined;
  const suffix = fields.slice(prefix.length);
  if (suffix.some(({ fieldPath }, i) => fieldPath !== orders[i]?.fieldPath)) return undefined;
  if (orders.length > 0) {
    const nameOrder = named?.order ?? fields.at(-1)?.order ?? "ASCENDING";
    const flips = suffix.map(({ order }, i) => order !== orders[i]?.order);
    // An index read backwards reverses all its directions, including that of the name.
    if (new Set([...flips, nameOrder !== nameDirection]).size > 1) return undefined;
  }
  return fixed as IndexColumn[];
}

const fixes = (column: IndexColumn, equality: IndexColumn): boolean =>
  column.fieldPath === equality.fieldPath && column.arrayConfig === equality.arrayConfig;

function refusal(requirement: Requirement): string {
  const { collectionGroup, queryScope, equalities, orders, nameDirection } = requirement;
  const fields = [...equalities, ...orders];
  const [field] = fields;
  const last = orders.at(-1) ?? field;
  if (field && fields.length === 1 && (orders.length === 0 || field.order === nameDirection)) {
    const { fieldPath, ...mode } = field;
    const kind = mode.arrayConfig ?? (mode.order === "DESCENDING" ? "DESC" : "ASC");
    const override = { collectionGroup, fieldPath, indexes: [{ ...mode, queryScope }] };
    return `The query requires a ${queryScope}_${kind} index for collection ${collectionGroup} and field ${fieldPath}. Add to "fieldOverrides" of firestore.indexes.json: ${JSON.stringify(override)}`;
  }
  const name =
    orders.length > 0 && last?.order !== nameDirection
      ? [{ fieldPath: "__name__", order: nameDirection }]
      : [];
  const index = { collectionGroup, queryScope, fields: [...fields, ...name] };
  return `The query requires an index. Add to "indexes" of firestore.indexes.json: ${JSON.stringify(index)}`;
}
