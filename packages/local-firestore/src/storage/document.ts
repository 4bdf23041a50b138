import type { Fields, Timestamp } from "../values/value.js";
import { type Micros, toTimestamp } from "../values/timestamp.js";

/** A stored document. It is never changed, only replaced. `size` is in bytes, as the cloud counts it. */
export interface Document {
  readonly name: string;
  readonly fields: Fields;
  readonly createTime: Micros;
  readonly updateTime: Micros;
  readonly size: number;
}

/** The change of one document in a commit. `before` or `after` is null if the document does not exist then. */
export interface Change {
  readonly name: string;
  readonly before: Document | null;
  readonly after: Document | null;
}

/** A document as the protocol sends it. */
export interface DocumentMessage {
  name: string;
  fields: Fields;
  createTime: Timestamp;
  updateTime: Timestamp;
}

export function documentMessage(document: Document): DocumentMessage {
  return {
    name: document.name,
    fields: document.fields,
    createTime: toTimestamp(document.createTime),
    updateTime: toTimestamp(document.updateTime),
  };
}
