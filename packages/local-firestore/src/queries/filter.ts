import { invalidArgument } from "../status.js";
import { fieldOf } from "../storage/fieldIndex.js";
import type { Document } from "../storage/document.js";
import { compareValues } from "../values/compare.js";
import { equalInQuery, sameElement } from "../values/equality.js";
import { type FieldPath, NAME_FIELD, parseFieldPath } from "../values/fieldPath.js";
import { checkTyped, elements, isNaNValue, isNull, typeOrder, type Value } from "../values/value.js";
import type { FilterMessage } from "./messages.js";

export const COMPARISONS = {
  EQUAL: "==",
  LESS_THAN: "<",
  LESS_THAN_OR_EQUAL: "<=",
  GREATER_THAN: ">",
  GREATER_THAN_OR_EQUAL: ">=",
  NOT_EQUAL: "!=",
  ARRAY_CONTAINS: "array-contains",
  IN: "in",
  ARRAY_CONTAINS_ANY: "array-contains-any",
  NOT_IN: "not-in",
} as const;
export type Operator = keyof typeof COMPARISONS | "IS_NULL" | "IS_NAN" | "IS_NOT_NULL" | "IS_NOT_NAN";

export interface FieldFilter {
  kind: "field";
  path: FieldPath;
  operator: Operator;
  /** The operand. It is null for the operators `IS_...`, which have none. */
  value: Value;
}
export type Filter = FieldFilter | { kind: "and" | "or"; filters: Filter[] };

const UNARY = new Set(["IS_NULL", "IS_NAN", "IS_NOT_NULL", "IS_NOT_NAN"]);
const INEQUALITIES = new Set<Operator>([
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "NOT_EQUAL",
  "NOT_IN",
  "IS_NOT_NULL",
  "IS_NOT_NAN",
]);

/**
 * Reads a filter. A composite filter with no filters in it counts as no filter. The cloud accepts it, too, although
 * query.proto requires at least one.
 * @throws {StatusError} INVALID_ARGUMENT if a field, operator or operand is missing, or an operand does not fit.
 */
export function parseFilter(message: FilterMessage): Filter | undefined {
  if (message.compositeFilter) {
    const { op, filters = [] } = message.compositeFilter;
    if (op !== "AND" && op !== "OR") throw invalidArgument("A composite filter must have an operator.");
    const parsed = filters.map(parseFilter).filter((filter) => filter !== undefined);
    return parsed.length === 0 ? undefined : { kind: op === "OR" ? "or" : "and", filters: parsed };
  }
  if (message.unaryFilter) {
    const { field, op = "" } = message.unaryFilter;
    if (!UNARY.has(op)) throw invalidArgument("A unary filter must have an operator.");
    return fieldFilter(field?.fieldPath, op as Operator, { nullValue: "NULL_VALUE" });
  }
  const { field, op = "", value } = message.fieldFilter ?? {};
  if (!(op in COMPARISONS)) throw invalidArgument("A field filter must have an operator.");
  if (value === undefined) throw invalidArgument("A field filter must have a value.");
  checkTyped(value);
  return fieldFilter(field?.fieldPath, op as Operator, value);
}

function fieldFilter(path: string | undefined, operator: Operator, value: Value): FieldFilter {
  const filter: FieldFilter = { kind: "field", path: parseFieldPath(path ?? ""), operator, value };
  checkOperand(filter);
  return filter;
}

function checkOperand({ path, operator, value }: FieldFilter): void {
  if (operator === "IN" || operator === "ARRAY_CONTAINS_ANY" || operator === "NOT_IN") {
    const most = operator === "NOT_IN" ? 10 : 30;
    if (!value.arrayValue) throw invalidArgument(`'${operator}' requires an ArrayValue.`);
    const count = elements(value).length;
    if (count === 0) throw invalidArgument(`'${operator}' requires an non-empty ArrayValue.`);
    if (count > most) throw invalidArgument(`'${operator}' supports up to ${most} comparison values.`);
  }
  if (path[0] !== NAME_FIELD) return;
  if (operator.startsWith("ARRAY_CONTAINS")) throw invalidArgument("the name __key__ is reserved");
  const operands = value.arrayValue ? elements(value) : [value];
  if (operands.some((operand) => operand.referenceValue === undefined)) {
    throw invalidArgument("__key__ filter value must be a Key");
  }
}

/** Whether a filter is a range or an exclusion. The query is then ordered by the filter's field. */
export const isInequality = (filter: FieldFilter): boolean => INEQUALITIES.has(filter.operator);

export function fieldFilters(filter: Filter | undefined): FieldFilter[] {
  if (!filter) return [];
  return filter.kind === "field" ? [filter] : filter.filters.flatMap(fieldFilters);
}

export function matchesFilter(document: Document, filter: Filter): boolean {
  switch (filter.kind) {
    case "and":
      return filter.filters.every((part) => matchesFilter(document, part));
    case "or":
      return filter.filters.some((part) => matchesFilter(document, part));
    case "field": {
      const value = fieldOf(document, filter.path);
      return value !== undefined && holds(value, filter);
    }
  }
}

function holds(value: Value, { operator, value: operand }: FieldFilter): boolean {
  switch (operator) {
    case "IS_NULL":
      return isNull(value);
    case "IS_NOT_NULL":
      return !isNull(value);
    case "IS_NAN":
      return isNaNValue(value);
    case "IS_NOT_NAN":
      return !isNaNValue(value) && !isNull(value);
    case "EQUAL":
      return equalInQuery(value, operand);
    // `!=` and `not-in` never find a null. They find nothing if the operand, or one in a `not-in` list, is null.
    case "NOT_EQUAL":
      return !isNull(value) && !isNull(operand) && !sameElement(value, operand);
    case "IN":
      return elements(operand).some((element) => equalInQuery(value, element));
    case "NOT_IN":
      return !isNull(value) && !elements(operand).some((one) => isNull(one) || sameElement(value, one));
    case "ARRAY_CONTAINS":
      return elements(value).some((element) => equalInQuery(element, operand));
    case "ARRAY_CONTAINS_ANY":
      return elements(value).some((element) =>
        elements(operand).some((other) => equalInQuery(element, other)),
      );
    default:
      return comparable(value, operand) && compares(compareValues(value, operand), operator);
  }
}

/** Whether a range filter can compare two values: they have the same type, and neither is null or NaN. */
const comparable = (value: Value, operand: Value): boolean =>
  typeOrder(value) === typeOrder(operand) && !isNull(value) && !isNaNValue(value) && !isNaNValue(operand);

function compares(difference: number, operator: Operator): boolean {
  if (operator === "LESS_THAN") return difference < 0;
  if (operator === "LESS_THAN_OR_EQUAL") return difference <= 0;
  if (operator === "GREATER_THAN") return difference > 0;
  return difference >= 0;
}
