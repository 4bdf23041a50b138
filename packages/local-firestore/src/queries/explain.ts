import { type IndexField } from "../storage/fieldIndex.js";
import { formatFieldPath } from "../values/fieldPath.js";
import type { QueryCost } from "./execute.js";
import type { Query } from "./query.js";
import { planScan } from "./scan.js";

/** How many results a query that was run had, and what it cost. */
export interface Execution {
  results: number;
  reads: number;
  nanos: number;
  cost: QueryCost;
  /** Whether the query was an aggregation, which reads index entries and no documents. */
  aggregates: boolean;
}

/** `google.firestore.v1.ExplainMetrics`: the indexes that a query uses and, if the query was run, its cost. */
export function explain(query: Query, execution?: Execution): Record<string, unknown> {
  return {
    planSummary: {
      indexesUsed: query.disjunctions.map((conjunction) => indexUsed(query, planScan(query, conjunction))),
    },
    ...(execution && { executionStats: statistics(execution) }),
  };
}

function indexUsed(query: Query, { fields, reverse }: ReturnType<typeof planScan>): Record<string, unknown> {
  const name = `__name__ ${reverse ? "DESC" : "ASC"}`;
  return struct({
    query_scope: text(query.scope.kind === "collection" ? "Collection" : "Collection group"),
    properties: text(`(${[...fields.map((field) => column(field, reverse)), name].join(", ")})`),
  });
}

function column({ path, mode }: IndexField, reverse: boolean): string {
  const direction = mode === "contains" ? "CONTAINS" : (mode === "descending") === reverse ? "ASC" : "DESC";
  return `${formatFieldPath(path)} ${direction}`;
}

function statistics({ results, reads, nanos, cost, aggregates }: Execution): Record<string, unknown> {
  const documents = aggregates ? 0 : results + cost.skipped;
  const entries = aggregates ? cost.entriesScanned : 0;
  return {
    resultsReturned: String(results),
    executionDuration: { seconds: String(Math.floor(nanos / 1e9)), nanos: nanos % 1e9 },
    readOperations: String(reads),
    debugStats: struct({
      billing_details: {
        structValue: struct({
          documents_billable: text(documents),
          index_entries_billable: text(entries),
          min_query_cost: text(documents + entries === 0 ? 1 : 0),
          small_ops: text(0),
        }),
      },
      documents_scanned: text(documents),
      index_entries_scanned: text(cost.entriesScanned),
    }),
  };
}

/** Makes a `google.protobuf.Struct` with these fields. */
const struct = (fields: Record<string, unknown>): Record<string, unknown> => ({ fields });
const text = (value: string | number): Record<string, unknown> => ({ stringValue: String(value) });
