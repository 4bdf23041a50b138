/**
 * The Firestore v1 service as plain functions: what each door (gRPC, REST, WebChannel) calls, and what faults and
 * counts wrap. Messages are the ones of google/firestore/v1/firestore.proto as @grpc/proto-loader gives them with
 * `{ longs: String, enums: String, bytes: Buffer, defaults: false, oneofs: false, keepCase: false }`: camelCase
 * names, absent fields undefined, 64-bit integers as decimal strings, enums by name, bytes as Buffers.
 */

/** Who is calling: the Admin SDK and anything that says `Bearer owner` passes every rule; others carry a token or nothing. */
export type Caller =
  { kind: "admin" } | { kind: "user"; uid: string; token: Record<string, unknown> } | { kind: "anonymous" };

/**
 * What a call is charged for, said by the engine as it happens (a listener is charged as it sends). `units` are billed
 * operations by the cloud's rules (https://firebase.google.com/docs/firestore/pricing): a document read, also where it
 * does not exist, a query's result or skipped offset, at least one for a query, one per 1000 index entries of an
 * aggregation; a write; a delete. `collection` is the collection id concerned (`bookings`, whatever its parent; empty
 * for a query over all collections), `bytes` the documents' stored size, 0 where there is none.
 */
export interface Charge {
  operation: "read" | "write" | "delete";
  units: number;
  collection: string;
  bytes: number;
}

/** One call's surroundings. `signal` aborts when the client is gone; `charge` is set by whoever counts, and may be absent. */
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

/** A bidirectional stream: the door passes each request on and says when the client has finished. */
export interface BidiSession {
  receive(request: Message): void;
  /** The client half-closed or vanished; nothing may be sent afterwards. */
  close(): void;
}
export type BidiMethod = (
  context: CallContext,
  send: (message: Message) => void,
  /** Ends the stream; with an error, the client sees that status. */
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

/** A refusal with a gRPC status code (https://grpc.io/docs/guides/status-codes), sent to the client as it is. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = "StatusError";
  }
}
