import {
  type Auth,
  type Document,
  type DocumentReader,
  type Method,
  parseRules,
  type Verdict,
} from "../../src/rules/index.js";

type Json = null | boolean | number | bigint | string | Date | Uint8Array | Json[] | { [key: string]: Json };

/** A value for which JavaScript has no type of its own: a double that is whole, a reference, a place. */
export class Raw {
  constructor(readonly value: Record<string, unknown>) {}
}

export type Data = { [key: string]: Json | Raw | Data | (Json | Raw | Data)[] };

/** A value as proto-loader gives it. */
export function proto(value: unknown): Record<string, unknown> {
  if (value instanceof Raw) return value.value;
  if (value === null) return { nullValue: "NULL_VALUE" };
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "bigint") return { integerValue: String(value) };
  if (typeof value === "number")
    return Number.isInteger(value) ? { integerValue: String(value) } : { doubleValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value) };
  if (value instanceof Date) {
    const millis = value.getTime();
    return {
      timestampValue: { seconds: String(Math.floor(millis / 1000)), nanos: (millis % 1000) * 1_000_000 },
    };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(proto) } };
  return { mapValue: { fields: protoFields(value as Data) } };
}

export function protoFields(data: Data): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, proto(value)]));
}

export function reference(path: string): Raw {
  return new Raw({ referenceValue: nameOf(path) });
}

export const NOW = new Date("2024-05-15T12:30:45.250Z");

function nameOf(path: string): string {
  return `projects/demo/databases/(default)/documents/${path}`;
}

function document(path: string, data: Data | undefined | null): Document | null {
  return data ? { name: nameOf(path), fields: protoFields(data) } : null;
}

/** Documents and rules. Each method returns the rules' verdict on one operation, `batch` on several. */
export class World {
  private readonly ruleset;

  constructor(
    rules: string,
    private readonly documents: Record<string, Data> = {},
  ) {
    this.ruleset = parseRules(rules);
  }

  get(auth: Auth, path: string): Verdict {
    return this.ask("get", auth, path, undefined);
  }

  create(auth: Auth, path: string, data: Data): Verdict {
    return this.ask("create", auth, path, data);
  }

  /** Replaces the values of these fields. All other fields stay. */
  update(auth: Auth, path: string, changes: Data): Verdict {
    return this.ask("update", auth, path, { ...this.documents[path], ...changes });
  }

  delete(auth: Auth, path: string): Verdict {
    return this.ask("delete", auth, path, undefined);
  }

  /** Writes several documents in one commit. Null deletes a document. Returns a verdict for each. */
  batch(auth: Auth, writes: Record<string, Data | null>): Verdict[] {
    const accesses = new Set<string>();
    return Object.entries(writes).map(([path, data]) => {
      const method = data === null ? "delete" : this.documents[path] ? "update" : "create";
      const request = this.request(method, auth, path, data ?? undefined);
      return this.ruleset.allows(request, this.reader(writes), accesses);
    });
  }

  list(auth: Auth, path: string, query: Query = {}): Verdict {
    const segments = path.split("/");
    const collectionId = segments.pop();
    const { where, orderBy, limit, offset, allDescendants = false } = query;
    const structuredQuery = {
      from: [{ collectionId, ...(allDescendants ? { allDescendants } : {}) }],
      ...(where ? { where } : {}),
      ...(orderBy
        ? { orderBy: orderBy.map((fieldPath) => ({ field: { fieldPath }, direction: "ASCENDING" })) }
        : {}),
      ...(limit === undefined ? {} : { limit: { value: limit } }),
      ...(offset === undefined ? {} : { offset }),
    };
    const request = {
      ...this.request("list", auth, segments.join("/"), undefined),
      query: { structuredQuery },
    };
    return this.ruleset.allows({ ...request, resource: null }, this.reader({}));
  }

  private ask(method: Method, auth: Auth, path: string, after: Data | undefined): Verdict {
    const writes = method === "get" ? {} : { [path]: after ?? null };
    return this.ruleset.allows(this.request(method, auth, path, after), this.reader(writes));
  }

  private request(method: Method, auth: Auth, path: string, after: Data | undefined) {
    return {
      method,
      path,
      database: "(default)",
      auth,
      time: NOW,
      resource: document(path, this.documents[path]),
      newResource: document(path, after),
    };
  }

  private reader(writes: Record<string, Data | null>): DocumentReader {
    return {
      get: (path) => document(path, this.documents[path]),
      getAfter: (path) => document(path, path in writes ? writes[path] : this.documents[path]),
    };
  }
}

export interface Query {
  where?: unknown;
  orderBy?: string[];
  limit?: number;
  offset?: number;
  allDescendants?: boolean;
}

const OPERATORS: Record<string, string> = {
  "==": "EQUAL",
  "!=": "NOT_EQUAL",
  "<": "LESS_THAN",
  "<=": "LESS_THAN_OR_EQUAL",
  ">": "GREATER_THAN",
  ">=": "GREATER_THAN_OR_EQUAL",
  in: "IN",
  "not-in": "NOT_IN",
  "array-contains": "ARRAY_CONTAINS",
  "array-contains-any": "ARRAY_CONTAINS_ANY",
};

/** A filter as a protocol message. A comparison with null is a unary filter. */
export function where(fieldPath: string, operator: string, value: unknown): unknown {
  if (value === null) {
    return { unaryFilter: { field: { fieldPath }, op: operator === "==" ? "IS_NULL" : "IS_NOT_NULL" } };
  }
  return { fieldFilter: { field: { fieldPath }, op: OPERATORS[operator], value: proto(value) } };
}

export function and(...filters: unknown[]): unknown {
  return { compositeFilter: { op: "AND", filters } };
}

export function or(...filters: unknown[]): unknown {
  return { compositeFilter: { op: "OR", filters } };
}

export function user(uid: string, claims: Record<string, unknown> = {}): Auth {
  return { uid, token: { sub: uid, ...claims } };
}

/** A whole rules file, with this body in the match of all documents. */
export function rules(body: string): string {
  return `rules_version = '2';\nservice cloud.firestore {\n  match /databases/{database}/documents {\n${body}\n  }\n}\n`;
}
