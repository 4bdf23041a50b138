import { StatusError, type FirestoreService } from "../service.js";

/** The service method that a REST request calls, the types of its messages, and its parameters. */
export type Route =
  | {
      kind: "unary";
      method: keyof FirestoreService["unary"];
      request: string;
      response: string;
      /** The parameters in the path, as fields of the request. */
      path: Record<string, unknown>;
      /** The field of the request that the body contains. `*` is the whole request. Absent for GET and DELETE. */
      body?: "*" | "document";
    }
  | {
      kind: "stream";
      method: keyof FirestoreService["serverStream"];
      request: string;
      response: string;
      path: Record<string, unknown>;
      body: "*";
    };

const PREFIX = "google.firestore.v1.";
const of = (type: string) => `${PREFIX}${type}`;
const EMPTY = "google.protobuf.Empty";

type Verb = Pick<Route, "kind" | "method" | "request" | "response"> & { names: "database" | "parent" };

const unary = (
  method: keyof FirestoreService["unary"],
  request: string,
  response: string,
  names: Verb["names"],
): Verb => ({ kind: "unary", method, request: of(request), response, names });
const stream = (
  method: keyof FirestoreService["serverStream"],
  type: string,
  names: Verb["names"],
): Verb => ({
  kind: "stream",
  method,
  request: of(`${type}Request`),
  response: of(`${type}Response`),
  names,
});

const VERBS: Record<string, Verb> = {
  batchGet: stream("batchGetDocuments", "BatchGetDocuments", "database"),
  beginTransaction: unary(
    "beginTransaction",
    "BeginTransactionRequest",
    of("BeginTransactionResponse"),
    "database",
  ),
  commit: unary("commit", "CommitRequest", of("CommitResponse"), "database"),
  rollback: unary("rollback", "RollbackRequest", EMPTY, "database"),
  batchWrite: unary("batchWrite", "BatchWriteRequest", of("BatchWriteResponse"), "database"),
  runQuery: stream("runQuery", "RunQuery", "parent"),
  runAggregationQuery: stream("runAggregationQuery", "RunAggregationQuery", "parent"),
  partitionQuery: unary("partitionQuery", "PartitionQueryRequest", of("PartitionQueryResponse"), "parent"),
  listCollectionIds: unary(
    "listCollectionIds",
    "ListCollectionIdsRequest",
    of("ListCollectionIdsResponse"),
    "parent",
  ),
};

/** Decodes percent-encoded UTF-8. @throws StatusError INVALID_ARGUMENT if the text is malformed. */
export function percentDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new StatusError(3, `Not percent-encoded UTF-8: ${segment}`);
  }
}

const ROOT = /^\/v1\/(projects\/[^/]+\/databases\/[^/]+)\/documents(?=[/:]|$)/;

/** The route for a method and a percent-encoded path. Undefined if there is none. @throws as {@link percentDecode}. */
export function routeOf(method: string, pathname: string): Route | undefined {
  const root = ROOT.exec(pathname);
  if (!root) return undefined;
  const verb = method === "POST" ? /:(\w+)$/.exec(pathname)?.[1] : undefined;
  const end = verb === undefined ? pathname.length : pathname.length - verb.length - 1;
  const segments = pathname.slice(root[0].length, end).split("/").slice(1).map(percentDecode);
  const database = percentDecode(root[1] ?? "");
  if (verb !== undefined)
    return Object.hasOwn(VERBS, verb) ? custom(VERBS[verb], database, segments) : undefined;
  return standard(method, `${database}/documents`, segments);
}

function custom(verb: Verb | undefined, database: string, segments: string[]): Route | undefined {
  if (!verb || (verb.names === "database" && segments.length > 0)) return undefined;
  const { names, ...route } = verb;
  const path =
    names === "database" ? { database } : { parent: [`${database}/documents`, ...segments].join("/") };
  return { ...route, path, body: "*" } as Route;
}

function standard(method: string, root: string, segments: string[]): Route | undefined {
  const name = [root, ...segments].join("/");
  const parent = [root, ...segments.slice(0, -1)].join("/");
  const inCollection = { parent, collectionId: segments.at(-1) };
  const isDocument = segments.length > 0 && segments.length % 2 === 0;
  const isCollection = segments.length % 2 === 1;
  const document = of("Document");
  if (method === "GET" && isDocument) {
    return {
      kind: "unary",
      method: "getDocument",
      request: of("GetDocumentRequest"),
      response: document,
      path: { name },
    };
  }
  if (method === "GET" && isCollection) {
    const response = of("ListDocumentsResponse");
    return {
      kind: "unary",
      method: "listDocuments",
      request: of("ListDocumentsRequest"),
      response,
      path: inCollection,
    };
  }
  if (method === "POST" && isCollection) {
    const request = of("CreateDocumentRequest");
    return {
      kind: "unary",
      method: "createDocument",
      request,
      response: document,
      path: inCollection,
      body: "document",
    };
  }
  if (method === "PATCH" && isDocument) {
    const path = { document: { name } };
    const request = of("UpdateDocumentRequest");
    return { kind: "unary", method: "updateDocument", request, response: document, path, body: "document" };
  }
  if (method === "DELETE" && isDocument) {
    return {
      kind: "unary",
      method: "deleteDocument",
      request: of("DeleteDocumentRequest"),
      response: EMPTY,
      path: { name },
    };
  }
  return undefined;
}
