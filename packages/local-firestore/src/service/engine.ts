import { listenStream } from "./listenStream.js";
import type { DeclaredIndexes } from "../queries/declaredIndexes.js";
import type { FirestoreService, ServerStreamMethod, UnaryMethod } from "../service.js";
import { commitCheck, commitMethods } from "./commits.js";
import type { Databases } from "./database.js";
import { documentMethods } from "./documents.js";
import { type Guard, OPEN } from "./guard.js";
import { listingMethods } from "./listing.js";
import { queryMethods } from "./queries.js";
import { writeStream } from "./writeStream.js";

/** Creates the whole service. If `indexes` are given, it refuses queries that lack an index. */
export function createEngine(
  databases: Databases,
  guard: Guard = OPEN,
  indexes?: DeclaredIndexes,
): FirestoreService {
  const check = commitCheck(guard, indexes);
  const documents = documentMethods(databases, guard, check);
  const commits = commitMethods(databases, check);
  const queries = queryMethods(databases, guard, indexes);
  const listings = listingMethods(databases, guard);
  const unary = {
    getDocument: documents.getDocument,
    listDocuments: listings.listDocuments,
    createDocument: documents.createDocument,
    updateDocument: documents.updateDocument,
    deleteDocument: documents.deleteDocument,
    beginTransaction: commits.beginTransaction,
    commit: commits.commit,
    rollback: commits.rollback,
    batchWrite: commits.batchWrite,
    listCollectionIds: listings.listCollectionIds,
    partitionQuery: listings.partitionQuery,
  } satisfies Record<keyof FirestoreService["unary"], UnaryMethod>;
  const serverStream = {
    batchGetDocuments: documents.batchGetDocuments,
    runQuery: queries.runQuery,
    runAggregationQuery: queries.runAggregationQuery,
  } satisfies Record<keyof FirestoreService["serverStream"], ServerStreamMethod>;
  const bidi = { listen: listenStream(databases, guard, indexes), write: writeStream(databases, check) };
  return { unary, serverStream, bidi };
}
