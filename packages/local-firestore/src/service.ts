/**
 * The Firestore v1 service as plain functions. Each transport (gRPC, REST, WebChannel) calls them, and the injected
 * faults and the counts wrap them. Messages are those of google/firestore/v1/firestore.proto as @grpc/proto-loader
 * gives them with `{ longs: String, enums: String, bytes: Buffer, defaults: false, oneofs: false, keepCase: false }`:
 * camelCase names, absent fields undefined, 64-bit integers as decimal strings, enums by name, bytes as Buffers.
 */

/** The caller of a method. Rules do not apply to the admin: the Admin SDK, or a client that sends `Bearer owner`. */
export type Caller =
  { kind: "admin" } | { kind: "user"; uid: string; token: Record<string, unknown> } | { kind: "anonymous" };

/**
 * A charge for a call, reported when it arises. `units` are operations as the cloud bills them
 * (https://firebase.google.com/docs/firestore/pricing):
 * - A write or a delete: one.
 * - A read by name: one for each document, even if the document does not exist.
 * - A query or one page of a list: one for each result or skipped document, and at least one.
 * - An aggregation: one for each 1000 index entries, and at least one.
 * - A listener: one for each document that is sent to it.
 * `collection` is the collection id, such as `bookings`, or empty for a query over all collections. `bytes` is the
 * stored size of the documents that are returned or written. It is 0 for a delete and for an aggregation.
 */
export interface Charge {
  operation: "read" | "write" | "delete";
  units: number;
  collection: string;
  bytes: number;
}

/** The context of a call. `signal` aborts when the client is gone. `charge` gets the charges, if they are counted. */
export interface CallContext {
  caller: Caller;
  signal: AbortSignal;
  charge?: (charge: Charge) => void;
}

export type Message = Record<string, unknown>;

export type UnaryMethod = (request: Message, context: CallContext) => Promise<Message>;
export type ServerStreamMethod = (
  request: Message,
  context: CallContext,
  send: (message: Message) => void,
) => Promise<void>;

/** A bidirectional stream. The transport passes each request on, and reports when the client has finished. */
export interface BidiSession {
  receive(request: Message): void;
  /** The client has finished or disconnected. The session answers what it has received, and then ends the stream. */
  close(): void;
}
export type BidiMethod = (
  context: CallContext,
  send: (message: Message) => void,
  /** Ends the stream. If an error is given, the client gets its status. */
  end: (error?: Error) => void,
) => BidiSession;

/** Every method of `google.firestore.v1.Firestore` that this server answers. */
export interface FirestoreService {
  unary: {
    getDocument: UnaryMethod;
    listDocuments: UnaryMethod;
    createDocument: UnaryMethod;
    updateDocument: UnaryMethod;
    deleteDocument: UnaryMethod;
    beginTransaction: UnaryMethod;
    commit: UnaryMethod;
    rollback: UnaryMethod;
    batchWrite: UnaryMethod;
    listCollectionIds: UnaryMethod;
    partitionQuery: UnaryMethod;
  };
  serverStream: {
    batchGetDocuments: ServerStreamMethod;
    runQuery: ServerStreamMethod;
    runAggregationQuery: ServerStreamMethod;
  };
  bidi: { listen: BidiMethod; write: BidiMethod };
}

/** An error with a gRPC status code (https://grpc.io/docs/guides/status-codes). */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = "StatusError";
  }
}
