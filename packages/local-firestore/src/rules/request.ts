/** A document as the Firestore protocol carries it, `google.firestore.v1.Document` without its times. */
export interface Document {
  /** `projects/P/databases/D/documents/…` */
  name: string;
  fields?: Readonly<Record<string, unknown>>;
}

/** The five things a client can ask for; `read` and `write` in a rules file stand for the first two and last three. */
export type Method = "get" | "list" | "create" | "update" | "delete";

/** The caller: the token's subject and claims, or null for an anonymous caller. */
export type Auth = { uid: string; token: Record<string, unknown> } | null;

/** One operation to be decided. A write of several documents is several requests. */
export interface RulesRequest {
  method: Method;
  /** Relative to the database's documents: a document's path or, for `list`, the parent's path (`""` is the root). */
  path: string;
  /** The database's id, usually `(default)`. */
  database: string;
  auth: Auth;
  /** When the server received the request; equal to the server timestamps that the write itself sets. */
  time: Date | { micros: bigint };
  /** The document as it is, null if there is none. */
  resource: Document | null;
  /** The document as the write would leave it, null for a delete; unused for reads. */
  newResource: Document | null;
  /** For `list`: the query, `google.firestore.v1.StructuredQuery`, whose collection lies under `path`. */
  query?: { structuredQuery: Record<string, unknown> };
}

/** The source of other documents for `get()` and similar functions. Paths are relative, as in a request. */
export interface DocumentReader {
  /** The document before the request's writes. */
  get(path: string): Document | null;
  /** The document as all the request's writes together would leave it. */
  getAfter(path: string): Document | null;
}

/** The decision of the rules. `reason` names the refusing rules by line. It is a text for people. */
export interface Verdict {
  allowed: boolean;
  reason?: string;
}
