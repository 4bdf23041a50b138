import { runQuery } from "../queries/execute.js";
import type { StructuredQuery } from "../queries/messages.js";
import { maskPaths, project } from "../queries/project.js";
import { matches, parseQuery, type Query } from "../queries/query.js";
import type { CallContext, Message } from "../service.js";
import { invalidArgument, permissionDenied } from "../status.js";
import { documentMessage } from "../storage/document.js";
import { compareNames, compareStrings } from "../values/compare.js";
import { isName } from "../values/fieldPath.js";
import { checkParent, databaseOf, relativePath } from "../values/names.js";
import type { Micros } from "../values/timestamp.js";
import type { Database, Databases } from "./database.js";
import type { Guard } from "./guard.js";
import type { ListCollectionIdsRequest, ListDocumentsRequest, PartitionQueryRequest } from "./messages.js";
import { readUnderLocks, startReading } from "./reading.js";

const DEFAULT_PAGE = 300;

/** The methods that list documents, collections and partitions, page by page. */
export function listingMethods(databases: Databases, guard: Guard) {
  async function listDocuments(request: ListDocumentsRequest, context: CallContext): Promise<Message> {
    const { parent = "", collectionId = "" } = request;
    if (request.showMissing && request.orderBy)
      throw invalidArgument("A request with show_missing may not have an order_by.");
    const message: StructuredQuery = { from: [{ collectionId }], orderBy: parseOrderBy(request.orderBy) };
    const query = parseQuery(parent, message);
    const database = databases.get(databaseOf(parent));
    const limit = request.pageSize ? { limit: { value: request.pageSize } } : {};
    guard.list(context.caller, database, parent, { ...message, ...limit });
    const reading = startReading(database, request);
    const range = (document: Parameters<typeof matches>[1]) => matches(query, document);
    const documents = await readUnderLocks(database, reading, { range }, () => ({
      value: [...runQuery(database.store, query, reading.at)],
    }));
    const paths = maskPaths(request.mask);
    const found: { name: string }[] = documents.map((document) => documentMessage(project(document, paths)));
    if (request.showMissing) found.push(...missing(database, `${parent}/${collectionId}`, reading.at));
    if (request.showMissing) found.sort((a, b) => compareNames(a.name, b.name));
    const { items, nextPageToken } = page(found, request.pageSize || DEFAULT_PAGE, request.pageToken);
    const charged = new Set(items.map(({ name }) => name));
    const bytes = documents.reduce((sum, { name, size }) => sum + (charged.has(name) ? size : 0), 0);
    context.charge?.({
      operation: "read",
      units: Math.max(1, items.length),
      collection: collectionId,
      bytes,
    });
    return { documents: items, nextPageToken };
  }

  async function listCollectionIds(
    request: ListCollectionIdsRequest,
    context: CallContext,
  ): Promise<Message> {
    const { parent = "" } = request;
    checkParent(parent);
    if (context.caller.kind !== "admin")
      throw permissionDenied("Listing collection ids is for the Admin SDK alone.");
    const ids = new Set<string>();
    const database = databases.get(databaseOf(parent));
    const { at } = startReading(database, request);
    for (const name of database.store.collectionNames(at)) {
      if (name.startsWith(`${parent}/`)) ids.add(firstSegment(name.slice(parent.length + 1)));
    }
    const sorted = [...ids].sort(compareStrings);
    const { items, nextPageToken } = page(sorted, request.pageSize || sorted.length || 1, request.pageToken);
    return { collectionIds: items, nextPageToken };
  }

  /** Divides a collection group into parts of about the same size, and returns the cursors between them. */
  async function partitionQuery(request: PartitionQueryRequest, context: CallContext): Promise<Message> {
    const { parent = "", structuredQuery = {} } = request;
    const wanted = Number(request.partitionCount ?? 0);
    if (wanted < 1) throw invalidArgument("partition_count must be greater than zero.");
    const query = parseQuery(parent, structuredQuery);
    checkPartitionable(query);
    const database = databases.get(databaseOf(parent));
    guard.list(context.caller, database, parent, structuredQuery);
    const reading = startReading(database, request);
    const names = [...runQuery(database.store, query, reading.at)].map(({ name }) => name);
    const points = Math.min(wanted, Math.max(0, names.length - 1));
    const cursors = Array.from({ length: points }, (_, i) => {
      const name = names[Math.floor(((i + 1) * names.length) / (points + 1))] ?? "";
      return { values: [{ referenceValue: name }], before: true };
    });
    const { items, nextPageToken } = page(
      cursors,
      request.pageSize || cursors.length || 1,
      request.pageToken,
    );
    return { partitions: items, nextPageToken };
  }

  return { listDocuments, listCollectionIds, partitionQuery };
}

/**
 * Refuses any query but a whole collection group of the database, in the order of names (firestore.proto,
 * PartitionQueryRequest).
 * @throws {StatusError} INVALID_ARGUMENT
 */
function checkPartitionable({ prefix, scope, filter, order, start, end, offset, limit }: Query): void {
  const plain = filter === undefined && !start && !end && offset === 0 && limit === Infinity;
  const [by] = order;
  const byName = order.length === 1 && by !== undefined && isName(by.path) && !by.descending;
  if (relativePath(prefix) !== "" || scope.kind !== "group" || !plain || !byName) {
    throw invalidArgument(
      "Only a collection group of the whole database, ordered by name, without filters, cursors, offset and limit, can be partitioned.",
    );
  }
}

/** The names of a collection's documents that do not exist but have collections under them. */
function missing(database: Database, collection: string, at: Micros | undefined): { name: string }[] {
  const names = new Set<string>();
  for (const name of database.store.collectionNames(at)) {
    if (!name.startsWith(`${collection}/`)) continue;
    names.add(`${collection}/${firstSegment(name.slice(collection.length + 1))}`);
  }
  const read = database.store.reader(at);
  return [...names].filter((name) => !read(name)).map((name) => ({ name }));
}

/** Parses a text such as `"a desc, b"` as the orders of a query. */
function parseOrderBy(orderBy: string | undefined): NonNullable<StructuredQuery["orderBy"]> {
  return (orderBy ?? "")
    .split(",")
    .map((part) => part.trim().split(/\s+/))
    .filter(([fieldPath]) => fieldPath)
    .map(([fieldPath = "", direction]) => ({
      field: { fieldPath },
      direction: direction?.toLowerCase() === "desc" ? "DESCENDING" : "ASCENDING",
    }));
}

/** Returns one page. A token is the number of items before the page. */
function page<T>(items: T[], size: number, token: string | undefined): { items: T[]; nextPageToken: string } {
  if (size < 0) throw invalidArgument("page_size must not be negative.");
  const start = token ? Number(token) : 0;
  if (!Number.isSafeInteger(start) || start < 0) throw invalidArgument("Invalid page token.");
  const end = start + size;
  return { items: items.slice(start, end), nextPageToken: end < items.length ? String(end) : "" };
}

const firstSegment = (path: string): string => path.split("/", 1)[0] ?? "";
