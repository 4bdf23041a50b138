import { aggregate, aggregatedFields, parseAggregations } from "../queries/aggregate.js";
import { type QueryCost, runQuery as execute } from "../queries/execute.js";
import { explain } from "../queries/explain.js";
import { checkIndexes } from "../queries/requiredIndexes.js";
import type { DeclaredIndexes } from "../queries/declaredIndexes.js";
import type { StructuredQuery } from "../queries/messages.js";
import { project } from "../queries/project.js";
import { compareDocuments, matches, matchesWithin, parseQuery, type Query } from "../queries/query.js";
import type { CallContext, Message } from "../service.js";
import { invalidArgument } from "../status.js";
import { type Document, documentMessage } from "../storage/document.js";
import type { FieldPath } from "../values/fieldPath.js";
import { databaseOf } from "../values/names.js";
import { toTimestamp } from "../values/timestamp.js";
import type { Database, Databases } from "./database.js";
import type { Guard } from "./guard.js";
import type { RunAggregationQueryRequest, RunQueryRequest } from "./messages.js";
import { type Reading, readUnderLocks, startReading } from "./reading.js";

/** The number of index entries of an aggregation that are billed as one document read. */
const ENTRIES_PER_READ = 1000;

export function queryMethods(databases: Databases, guard: Guard, indexes: DeclaredIndexes | undefined) {
  /** Parses and authorises a query. If `indexes` are given, refuses a query that lacks one. */
  function admit(
    context: CallContext,
    parent: string,
    message: StructuredQuery | undefined,
    aggregated: readonly FieldPath[] = [],
  ): { database: Database; query: Query } {
    if (!message) throw invalidArgument("A query must be given.");
    const query = parseQuery(parent, message, aggregated);
    const database = databases.get(databaseOf(parent));
    guard.list(context.caller, database, parent, message);
    if (indexes) checkIndexes(indexes, query);
    return { database, query };
  }

  async function find(
    database: Database,
    query: Query,
    reading: Reading,
    cost: QueryCost,
  ): Promise<Document[]> {
    return readUnderLocks(database, reading, { range: (document) => matches(query, document) }, () => {
      const documents = [...execute(database.store, query, reading.at, cost)];
      return { value: documents, read: { range: rangeRead(query, documents) } };
    });
  }

  async function runQuery(
    request: RunQueryRequest,
    context: CallContext,
    send: (message: Message) => void,
  ): Promise<void> {
    const { database, query } = admit(context, request.parent ?? "", request.structuredQuery);
    const analyzed = request.explainOptions;
    if (analyzed && !analyzed.analyze) {
      send({ explainMetrics: explain(query) });
      return;
    }
    const reading = startReading(database, request);
    const cost = { skipped: 0, entriesScanned: 0 };
    const started = process.hrtime.bigint();
    const documents = await find(database, query, reading, cost);
    const readTime = toTimestamp(reading.at ?? database.store.clock.now());
    const units = Math.max(1, documents.length + cost.skipped);
    context.charge?.({ operation: "read", units, collection: query.collectionId, bytes: sizeOf(documents) });
    if (reading.begun) send({ transaction: reading.begun.id, readTime });
    if (cost.skipped > 0) send({ skippedResults: cost.skipped, readTime });
    for (const document of documents) {
      send({ document: documentMessage(project(document, query.projection)), readTime });
    }
    if (documents.length === 0 && !reading.begun && cost.skipped === 0) send({ readTime });
    if (analyzed) {
      const nanos = Number(process.hrtime.bigint() - started);
      send({
        explainMetrics: explain(query, {
          results: documents.length,
          reads: units,
          nanos,
          cost,
          aggregates: false,
        }),
        readTime,
      });
    }
  }

  async function runAggregationQuery(
    request: RunAggregationQueryRequest,
    context: CallContext,
    send: (message: Message) => void,
  ): Promise<void> {
    const { structuredQuery, aggregations: messages } = request.structuredAggregationQuery ?? {};
    const aggregations = parseAggregations(messages);
    const { database, query } = admit(
      context,
      request.parent ?? "",
      structuredQuery,
      aggregatedFields(aggregations),
    );
    const analyzed = request.explainOptions;
    if (analyzed && !analyzed.analyze) {
      send({ explainMetrics: explain(query) });
      return;
    }
    const reading = startReading(database, request);
    const cost = { skipped: 0, entriesScanned: 0 };
    const started = process.hrtime.bigint();
    const documents = await find(database, query, reading, cost);
    const units = Math.max(1, Math.ceil((documents.length + cost.skipped) / ENTRIES_PER_READ));
    context.charge?.({ operation: "read", units, collection: query.collectionId, bytes: 0 });
    const nanos = Number(process.hrtime.bigint() - started);
    send({
      result: { aggregateFields: aggregate(documents, aggregations) },
      readTime: toTimestamp(reading.at ?? database.store.clock.now()),
      ...(reading.begun && { transaction: reading.begun.id }),
      ...(analyzed && {
        explainMetrics: explain(query, { results: 1, reads: units, nanos, cost, aggregates: true }),
      }),
    });
  }

  return { runQuery, runAggregationQuery };
}

/** Tests if a query's result depends on a document. If the limit was reached, none after the last result matters. */
function rangeRead(query: Query, documents: readonly Document[]): (document: Document) => boolean {
  const last = documents.length >= query.limit ? documents.at(-1) : undefined;
  return (document) =>
    matchesWithin(query, document) && (!last || compareDocuments(query.order, document, last) <= 0);
}

const sizeOf = (documents: readonly Document[]): number => documents.reduce((sum, { size }) => sum + size, 0);
