import { fieldOf, type IndexEntry, type IndexField } from "../storage/fieldIndex.js";
import type { Document } from "../storage/document.js";
import type { Probe } from "../storage/sortedList.js";
import { compareValues } from "../values/compare.js";
import { formatFieldPath, isName, NAME_FIELD } from "../values/fieldPath.js";
import { elements, isNull, typeOrder, type Value } from "../values/value.js";
import type { Conjunction } from "./disjunctions.js";
import { type FieldFilter, isInequality } from "./filter.js";
import { type Order, type Query, sideOfCursors } from "./query.js";

/** How to answer one conjunction: an index, and the ranges of it to read in the query's order. */
export interface Scan {
  fields: readonly IndexField[];
  probes: readonly Probe<IndexEntry>[];
  reverse: boolean;
  /** The name of the document, if the conjunction fixes it. Then no index is needed. */
  name: string | undefined;
}

/** The values between two bounds. The bounds are not included. Undefined means that there is no bound. */
interface Gap {
  above: Value | undefined;
  below: Value | undefined;
}

/** Chooses an index in the query's order, and ranges that contain all documents of a conjunction, and maybe others. */
export function planScan(query: Query, conjunction: Conjunction): Scan {
  const equalities = distinctFields(conjunction.filter(isEquality));
  // `array-contains` does not fix the whole array, so the query may also order by the array.
  const fixing = equalities.filter(({ operator }) => operator !== "ARRAY_CONTAINS");
  const fixed = new Set(fixing.map(({ path }) => formatFieldPath(path)));
  const order = query.order.filter(({ path }) => !fixed.has(formatFieldPath(path)));
  const reverse = query.order.at(-1)?.descending ?? false;
  const columns = equalities.filter(({ path }) => !isName(path));
  const [first] = order;
  const ranges = conjunction.filter((filter) => isInequality(filter) && first && sameField(filter, first));
  const probeOf = (gap: Gap): Probe<IndexEntry> => probe(query, columns, { first, ranges, gap }, reverse);
  return {
    fields: [
      ...columns.map(equalityColumn),
      ...order.filter(({ path }) => !isName(path)).map((by) => orderColumn(by, reverse)),
    ],
    reverse,
    probes: gapsBetween(ranges.flatMap(excludedValues)).map(probeOf),
    name: fixing.find(({ path }) => isName(path))?.value.referenceValue,
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

/** The values that `!=`, `not-in` or `IS_NOT_NAN` excludes. `sideOfRanges` excludes null. */
function excludedValues({ operator, value }: FieldFilter): Value[] {
  if (operator === "NOT_EQUAL") return [value];
  if (operator === "NOT_IN") return elements(value);
  return operator === "IS_NOT_NAN" ? [{ doubleValue: NaN }] : [];
}

/** The ranges before, between and after some values. */
function gapsBetween(values: Value[]): Gap[] {
  const bounds = [undefined, ...values.sort(compareValues), undefined];
  return bounds.slice(1).map((below, i) => ({ above: bounds[i], below }));
}

function probe(
  query: Query,
  equalities: FieldFilter[],
  { first, ranges, gap }: { first: Order | undefined; ranges: FieldFilter[]; gap: Gap },
  reverse: boolean,
): Probe<IndexEntry> {
  const keys = equalities.map(({ operator, value }) =>
    operator === "IS_NAN" ? { doubleValue: NaN } : value,
  );
  const backwards = first?.descending ? -1 : 1;
  const direction = reverse ? -1 : 1;
  return ({ keys: entryKeys, document }) => {
    for (const [i, key] of keys.entries()) {
      const difference = compareValues(entryKeys[i] ?? {}, key);
      if (difference !== 0) return difference;
    }
    if (first && ranges.length > 0) {
      const value = isName(first.path) ? nameValue(document) : (entryKeys[keys.length] ?? {});
      const side = sideOfGap(value, gap) || sideOfRanges(value, ranges);
      // `side` is in the order of the values. Convert it to the order of the index.
      if (side !== 0) return side * backwards * direction;
    }
    return sideOfCursors(query, document) * direction;
  };
}

function sideOfGap(value: Value, { above, below }: Gap): number {
  if (above && compareValues(value, above) <= 0) return -1;
  return below && compareValues(value, below) >= 0 ? 1 : 0;
}

/**
 * Negative for a value before the range that the inequalities allow, positive for a value after it, else 0. It may also
 * be 0 for a value that a filter excludes, such as NaN. The filters are checked later.
 */
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
