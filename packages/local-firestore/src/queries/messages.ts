import type { Value } from "../values/value.js";

/** `google.firestore.v1.StructuredQuery` and its parts, as they are received. */
export interface StructuredQuery {
  select?: { fields?: FieldReference[] };
  from?: { collectionId?: string; allDescendants?: boolean }[];
  where?: FilterMessage;
  orderBy?: { field?: FieldReference; direction?: string }[];
  startAt?: CursorMessage;
  endAt?: CursorMessage;
  offset?: number;
  limit?: { value?: number };
  findNearest?: unknown;
}

export interface FieldReference {
  fieldPath?: string;
}

export interface CursorMessage {
  values?: Value[];
  before?: boolean;
}

export interface FilterMessage {
  compositeFilter?: { op?: string; filters?: FilterMessage[] };
  fieldFilter?: { field?: FieldReference; op?: string; value?: Value };
  unaryFilter?: { field?: FieldReference; op?: string };
}

/** `google.firestore.v1.StructuredAggregationQuery`. */
export interface StructuredAggregationQuery {
  structuredQuery?: StructuredQuery;
  aggregations?: {
    alias?: string;
    count?: { upTo?: { value?: string | number } };
    sum?: { field?: FieldReference };
    avg?: { field?: FieldReference };
  }[];
}

/** `google.firestore.v1.ExplainOptions`. */
export interface ExplainOptions {
  analyze?: boolean;
}
