/** A `google.firestore.v1.Document` without its times. */
export interface Document {
  /** In the form `projects/P/databases/D/documents/…`. */
  name: string;
  fields?: Readonly<Record<string, unknown>>;
}

/** The operations of a client. In a rules file, `read` means `get` and `list`, and `write` means the other three. */
export type Method = "get" | "list" | "create" | "update" | "delete";

/** The caller: the token's subject and claims, or null for a caller without a token. */
export type Auth = { uid: string; token: Record<string, unknown> } | null;

/** One operation to be decided. A write of several documents is several requests. */
export interface RulesRequest {
  method: Method;
  /** The document's path below the database's documents. For `list` the parent's path, which is `""` for the root. */
  path: string;
  /** The database's id, usually `(default)`. */
  database: string;
  auth: Auth;
  /** The time of the request. For a write it is equal to the server timestamps that the write sets. */
  time: Date | { micros: bigint };
  /** The document before the operation. Null if it does not exist, and for `list`. */
  resource: Document | null;
  /** The document after the write. Null for a delete and for reads. */
  newResource: Document | null;
  /** The `google.firestore.v1.StructuredQuery` of a `list`. Its collection is under `path`. */
  query?: { structuredQuery: Record<string, unknown> };
}

/** Reads other documents for `get()` and similar functions of the rules. Paths are relative, as in a request. */
export interface DocumentReader {
  /** The document before the request's writes. */
  get(path: string): Document | null;
  /** The document after all writes of the request. */
  getAfter(path: string): Document | null;
}

/** The decision of the rules. `reason` says in words why they refused. If it can, it names the lines of the rules. */
export interface Verdict {
  allowed: boolean;
  reason?: string;
}
