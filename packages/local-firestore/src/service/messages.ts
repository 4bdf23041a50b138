import type { ExplainOptions, StructuredAggregationQuery, StructuredQuery } from "../queries/messages.js";
import type { TransactionOptions } from "../transactions/registry.js";
import type { Fields, Timestamp } from "../values/value.js";
import type { WriteMessage } from "../writes/write.js";

/**
 * Fields of several requests that say which state to read. Like the requests below, they are of
 * google/firestore/v1/firestore.proto. The fields that this server does not read are left out.
 */
export interface Consistency {
  transaction?: Uint8Array;
  newTransaction?: TransactionOptions;
  readTime?: Timestamp;
}

interface Mask {
  fieldPaths?: string[];
}

export interface GetDocumentRequest extends Consistency {
  name?: string;
  mask?: Mask;
}

export interface BatchGetDocumentsRequest extends Consistency {
  database?: string;
  documents?: string[];
  mask?: Mask;
}

export interface ListDocumentsRequest extends Consistency {
  parent?: string;
  collectionId?: string;
  pageSize?: number;
  pageToken?: string;
  orderBy?: string;
  mask?: Mask;
  showMissing?: boolean;
}

export interface ListCollectionIdsRequest extends Consistency {
  parent?: string;
  pageSize?: number;
  pageToken?: string;
}

export interface CreateDocumentRequest {
  parent?: string;
  collectionId?: string;
  documentId?: string;
  document?: { fields?: Fields };
  mask?: Mask;
}

export interface UpdateDocumentRequest {
  document?: { name?: string; fields?: Fields };
  updateMask?: Mask;
  mask?: Mask;
  currentDocument?: WriteMessage["currentDocument"];
}

export interface DeleteDocumentRequest {
  name?: string;
  currentDocument?: WriteMessage["currentDocument"];
}

export interface BeginTransactionRequest {
  database?: string;
  options?: TransactionOptions;
}

export interface CommitRequest {
  database?: string;
  writes?: WriteMessage[];
  transaction?: Uint8Array;
}

export interface RunQueryRequest extends Consistency {
  parent?: string;
  structuredQuery?: StructuredQuery;
  explainOptions?: ExplainOptions;
}

export interface RunAggregationQueryRequest extends Consistency {
  parent?: string;
  structuredAggregationQuery?: StructuredAggregationQuery;
  explainOptions?: ExplainOptions;
}

export interface PartitionQueryRequest {
  parent?: string;
  structuredQuery?: StructuredQuery;
  partitionCount?: string | number;
  pageSize?: number;
  pageToken?: string;
  readTime?: Timestamp;
}
