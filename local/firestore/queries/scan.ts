import { fieldOf, type IndexEntry, type IndexField } from "../storage/index.js";
import type { Document } from "../storage/document.js";
import type { Probe } from "../storage/sortedList.js";
import { compareValues } from "../values/compare.js";
import { formatFieldPath, NAME_FIELD } from "../values/fieldPath.js";
import { isNull, typeOrder, type Value } from "../values/value.js";
import type { Conjunction } from "./disjunctions.js";
import { type FieldFilter, isInequality } from "./filter.js";
import { isName, type Order, type Query, sideOfCursors } from "./query.js";

/** How one disjunction is answered: a stretch of an index, taken in the query's order. */
export interface Scan {
  fields: readonly IndexField[];
  probe: Probe<IndexEntry>;
  reverse: boolean;
  /** A document asked for by name, which needs no index. */
  name: string | undefined;
}

/** Chooses the index that holds a disjunction's documents side by side and in order, and the stretch of it to read. */
export function planScan(query: Query, conjunction: Conjunction): Scan {
  const equalities = distinctFields(conjunction.filter(isEquality));
  const fixed = new Set(equalities.map(({ path }) => formatFieldPath(path)));
  const order = query.order.filter(({ path }) => !fixed.has(formatFieldPath(path)));
  const reverse = query.order.at(-1)?.descending ?? false;
  const fields = [
    ...equalities.filter(({ path }) => !isName(path)).map(equalityColumn),
    ...order.filter(({ path }) => !isName(path)).map((by) => orderColumn(by, reverse)),
  ];
  return {
    fields,
    reverse,
    probe: probeOf(
      query,
      conjunction,
      equalities.filter(({ path }) => !isName(path)),
      order[0],
      reverse,
    ),
    name: equalities.find(({ path, operator }) => isName(path) && operator === "EQUAL")?.value.referenceValue,
  };
}

/** Whether a filter fixes a field, or an array's element, to one value. */
export const isEquality = ({ operator }: FieldFilter): boolean =>
  operator === "EQUAL" || operator === "IS_NULL" || operator === "IS_NAN" || operator === "ARRAY_CONTAINS";

const equalityColumn = ({ path, operator }: FieldFilter): IndexField => ({
  path,
  mode: operator === "ARRAY_CONTAINS" ? "contains" : "ascending",
});

const orderColumn = ({ path, descending }: Order, reverse: boolean): IndexField => ({
  path,
  mode: descending === reverse ? "ascending" : "descending",
});

function distinctFields(filters: FieldFilter[]): FieldFilter[] {
  const byColumn = new Map<string, FieldFilter>();
  for (const filter of filters) {
    byColumn.set(`${equalityColumn(filter).mode} ${formatFieldPath(filter.path)}`, filter);
  }
  return [...byColumn.values()];
}

function probeOf(
  query: Query,
  conjunction: Conjunction,
  equalities: FieldFilter[],
  first: Order | undefined,
  reverse: boolean,
): Probe<IndexEntry> {
  const keys = equalities.map(({ operator, value }) =>
    operator === "IS_NAN" ? { doubleValue: NaN } : value,
  );
  const ranged = first && conjunction.filter((filter) => isInequality(filter) && sameField(filter, first));
  const backwards = first && first.descending ? -1 : 1;
  const direction = reverse ? -1 : 1;
  return ({ keys: entryKeys, document }) => {
    for (const [i, key] of keys.entries()) {
      const difference = compareValues(entryKeys[i] ?? {}, key);
      if (difference !== 0) return difference;
    }
    if (first && ranged && ranged.length > 0) {
      const value = isName(first.path) ? nameValue(document) : (entryKeys[keys.length] ?? {});
      const side = sideOfRanges(value, ranged);
      // The range is in the values' order, the probe in the index's.
      if (side !== 0) return side * backwards * direction;
    }
    return sideOfCursors(query, document) * direction;
  };
}

/** Negative for a value before what the inequalities allow, positive after it; 0 also where only a closer look can tell. */
function sideOfRanges(value: Value, filters: FieldFilter[]): number {
  for (const { operator, value: operand } of filters) {
    if (operator === "NOT_EQUAL" || operator === "NOT_IN" || operator.startsWith("IS_NOT")) {
      if (isNull(value)) return -1;
      continue;
    }
    const type = typeOrder(value) - typeOrder(operand);
    if (type !== 0) return type;
    const difference = compareValues(value, operand);
    if (operator === "LESS_THAN" && difference >= 0) return 1;
    if (operator === "LESS_THAN_OR_EQUAL" && difference > 0) return 1;
    if (operator === "GREATER_THAN" && difference <= 0) return -1;
    if (operator === "GREATER_THAN_OR_EQUAL" && difference < 0) return -1;
  }
  return 0;
}

const sameField = (filter: FieldFilter, by: Order): boolean =>
  formatFieldPath(filter.path) === formatFieldPath(by.path);

const nameValue = (document: Document): Value => fieldOf(document, [NAME_FIELD]) ?? {};
