import type { Document, DocumentReader } from "../request.js";
import { EvaluationError, LimitExceeded } from "../values/errors.js";
import { resourceOf } from "../values/fromFirestore.js";
import { pathText } from "../methods/paths.js";
import { typeOf } from "../values/typeNames.js";
import { Path, type Value } from "../values/types.js";

/**
 * The most lookups of one operation
 * (https://firebase.google.com/docs/firestore/security/rules-conditions#access_call_limits).
 */
const MAX_PER_OPERATION = 10;
/** The most lookups of all operations of a request together, from the same page. */
const MAX_PER_REQUEST = 20;

/**
 * What one operation, or all operations of one request, have looked up. A document counts at most twice: as it is
 * before the writes, and as it is after.
 */
export type Accesses = Set<string>;

/**
 * The lookups of one operation. `get` and `exists` see the documents before the request, `getAfter` and `existsAfter`
 * see them after it.
 */
export class Lookups {
  private readonly accessed: Accesses = new Set();

  constructor(
    private readonly database: string,
    private readonly reader: DocumentReader,
    private readonly shared: Accesses,
  ) {}

  /** Runs a lookup. Returns undefined if the language has none of this name. */
  call(name: string, values: readonly Value[]): Value | undefined {
    switch (name) {
      case "exists":
        return this.find(values, false) !== null;
      case "existsAfter":
        return this.find(values, true) !== null;
      case "get":
        return existing(this.find(values, false));
      case "getAfter":
        return existing(this.find(values, true));
      default:
        return undefined;
    }
  }

  private find(values: readonly Value[], after: boolean): Document | null {
    const [path = null] = values;
    if (!(path instanceof Path) || values.length !== 1) {
      throw new EvaluationError(
        `A document is looked up by one path, not by (${values.map(typeOf).join(", ")}).`,
      );
    }
    const relative = this.documentPath(path);
    this.count(`${after ? "after" : "before"}/${relative}`);
    return after ? this.reader.getAfter(relative) : this.reader.get(relative);
  }

  private documentPath(path: Path): string {
    const text = pathText(path);
    const prefix = `/databases/${this.database}/documents/`;
    const relative = text.slice(prefix.length);
    const segments = relative.split("/");
    if (!text.startsWith(prefix) || segments.length % 2 !== 0 || segments.includes("")) {
      throw new EvaluationError(`${text} is not the path of a document.`);
    }
    return relative;
  }

  private count(key: string): void {
    this.accessed.add(key);
    this.shared.add(key);
    if (this.accessed.size > MAX_PER_OPERATION || this.shared.size > MAX_PER_REQUEST) {
      throw new LimitExceeded("The rules look up more documents than one request may.");
    }
  }
}

/** A missing document is an error, as in deployed rules, although the reference says that it is null. */
function existing(document: Document | null): Value {
  if (!document) throw new EvaluationError("Null value error.");
  return resourceOf(document);
}
