import { invalidArgument } from "../status.js";
import type { Document } from "../storage/document.js";
import { type FieldPath, parseFieldPath, valueAt } from "../values/fieldPath.js";
import { isNumber, toDouble, type Value } from "../values/value.js";
import type { StructuredAggregationQuery } from "./messages.js";

export type Aggregation =
  | { kind: "count"; alias: string; upTo: number }
  | { kind: "sum" | "average"; alias: string; path: FieldPath };

/** Parses aggregations. @throws {StatusError} INVALID_ARGUMENT for none, over 5, a malformed one or equal aliases. */
export function parseAggregations(messages: StructuredAggregationQuery["aggregations"] = []): Aggregation[] {
  if (messages.length === 0) throw invalidArgument("Aggregations can not be empty.");
  if (messages.length > 5)
    throw invalidArgument("The maximum number of aggregations allowed in an aggregation query is 5.");
  let unnamed = 0;
  const aggregations = messages.map((message): Aggregation => {
    const alias = message.alias || `field_${++unnamed}`;
    if (message.sum) return { kind: "sum", alias, path: parseFieldPath(message.sum.field?.fieldPath ?? "") };
    if (message.avg)
      return { kind: "average", alias, path: parseFieldPath(message.avg.field?.fieldPath ?? "") };
    if (!message.count) throw invalidArgument("An aggregation must have an operator.");
    const upTo = message.count.upTo?.value;
    if (upTo !== undefined && Number(upTo) <= 0)
      throw invalidArgument("Aggregation up_to must be greater than zero.");
    return { kind: "count", alias, upTo: upTo === undefined ? Infinity : Number(upTo) };
  });
  if (new Set(aggregations.map(({ alias }) => alias)).size < aggregations.length) {
    throw invalidArgument("Aggregation aliases must be unique.");
  }
  return aggregations;
}

/** The fields that are summed or averaged. */
export const aggregatedFields = (aggregations: readonly Aggregation[]): FieldPath[] =>
  aggregations.flatMap((aggregation) => (aggregation.kind === "count" ? [] : [aggregation.path]));

/** Computes aggregations, by alias. Each of the documents must have all aggregated fields. */
export function aggregate(
  documents: readonly Document[],
  aggregations: readonly Aggregation[],
): Record<string, Value> {
  return Object.fromEntries(
    aggregations.map((aggregation) => [aggregation.alias, aggregateOne(documents, aggregation)]),
  );
}

function aggregateOne(documents: readonly Document[], aggregation: Aggregation): Value {
  if (aggregation.kind === "count") {
    return { integerValue: String(Math.min(documents.length, aggregation.upTo)) };
  }
  const numbers = documents
    .map(({ fields }) => valueAt(fields, aggregation.path))
    .filter((value): value is Value => value !== undefined && isNumber(value));
  if (aggregation.kind === "sum") return sum(numbers);
  return numbers.length === 0
    ? { nullValue: "NULL_VALUE" }
    : { doubleValue: toDouble(sum(numbers)) / numbers.length };
}

/** The sum of integers is an exact integer. With a double among them, or beyond 64 bits, it is a double. */
function sum(numbers: readonly Value[]): Value {
  let integers = 0n;
  let doubles = 0;
  let anyDouble = false;
  for (const { integerValue, doubleValue } of numbers) {
    if (integerValue !== undefined) integers += BigInt(integerValue);
    else if (doubleValue !== undefined) {
      anyDouble = true;
      doubles += doubleValue;
    }
  }
  if (anyDouble || BigInt.asIntN(64, integers) !== integers)
    return { doubleValue: Number(integers) + doubles };
  return { integerValue: String(integers) };
}
