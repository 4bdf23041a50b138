import { valueOf } from "../values/fromFirestore.js";
import type { Value } from "../values/types.js";

/** A fact about a field. It holds for every result of one alternative. An order by a field implies `exists`. */
export interface Fact {
  /** The field's path. `["__name__"]` means the document's name. */
  field: readonly string[];
  is: "equal" | "not-equal" | "<" | "<=" | ">" | ">=" | "array-contains" | "exists";
  value: Value;
}

interface Filter {
  compositeFilter?: { op?: string; filters?: Filter[] };
  fieldFilter?: { field?: FieldReference; op?: string; value?: unknown };
  unaryFilter?: { field?: FieldReference; op?: string };
}

interface FieldReference {
  fieldPath?: string;
}

const COMPARISONS: Readonly<Record<string, Fact["is"]>> = {
  EQUAL: "equal",
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "<=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: ">=",
  ARRAY_CONTAINS: "array-contains",
};

/**
 * The facts about a query's results, as alternatives. Each result satisfies all facts of at least one alternative. Each
 * part of an `or`, and each value of `in` and `array-contains-any`, makes an alternative.
 */
export function alternatives(structuredQuery: Record<string, unknown>): Fact[][] {
  const { where, orderBy } = structuredQuery as { where?: Filter; orderBy?: { field?: FieldReference }[] };
  const ordered = (orderBy ?? []).map(({ field }): Fact => ({
    field: pathOf(field),
    is: "exists",
    value: null,
  }));
  const filtered = where ? factsOf(where) : [[]];
  return filtered.map((facts) => [...facts, ...ordered]);
}

function factsOf(filter: Filter): Fact[][] {
  if (filter.compositeFilter) {
    const parts = (filter.compositeFilter.filters ?? []).map(factsOf);
    // A composite filter with no filters in it lets every document through, so nothing is known of the results.
    if (parts.length === 0) return [[]];
    return filter.compositeFilter.op === "OR" ? parts.flat() : parts.reduce(everyPair, [[]]);
  }
  if (filter.unaryFilter) return [unaryFacts(pathOf(filter.unaryFilter.field), filter.unaryFilter.op)];
  const { field, op = "", value } = filter.fieldFilter ?? {};
  const path = pathOf(field);
  const wanted = valueOf(value);
  const items = Array.isArray(wanted) ? (wanted as Value[]) : [];
  switch (op) {
    case "IN":
      return items.map((item) => [{ field: path, is: "equal", value: item }]);
    case "ARRAY_CONTAINS_ANY":
      return items.map((item) => [{ field: path, is: "array-contains", value: item }]);
    case "NOT_IN":
      return [[...items, null].map((item) => ({ field: path, is: "not-equal", value: item }))];
    // A field that matches `!=` exists and is not null.
    case "NOT_EQUAL":
      return [[wanted, null].map((item) => ({ field: path, is: "not-equal", value: item }))];
    default:
      return [[{ field: path, is: COMPARISONS[op] ?? "exists", value: wanted }]];
  }
}

function unaryFacts(field: string[], op?: string): Fact[] {
  const value = op === "IS_NAN" || op === "IS_NOT_NAN" ? NaN : null;
  if (op === "IS_NULL" || op === "IS_NAN") return [{ field, is: "equal", value }];
  return [value, null].map((item) => ({ field, is: "not-equal", value: item }));
}

function everyPair(left: Fact[][], right: Fact[][]): Fact[][] {
  return left.flatMap((facts) => right.map((more) => [...facts, ...more]));
}

/** Splits `a.b` and `` a.`b.c` `` into names. */
function pathOf(field: FieldReference | undefined): string[] {
  const names = field?.fieldPath?.match(/`(?:[^`\\]|\\.)*`|[^.`]+/g) ?? [];
  return names.map((name) => (name.startsWith("`") ? name.slice(1, -1).replace(/\\(.)/g, "$1") : name));
}
