import { checkIndexes } from "../queries/requiredIndexes.js";
import type { DeclaredIndexes } from "../queries/declaredIndexes.js";
import type { StructuredQuery } from "../queries/messages.js";
import { checkRealTime } from "../queries/limits.js";
import { parseQuery } from "../queries/query.js";
import type { BidiMethod, BidiSession, CallContext, Message } from "../service.js";
import { StatusError } from "../service.js";
import type { Database, Databases } from "./database.js";
import type { Guard } from "./guard.js";
import { Code, invalidArgument } from "../status.js";
import { type Change, documentMessage } from "../storage/document.js";
import { checkDatabase, checkDocumentName, collectionIdOf } from "../values/names.js";
import { type Micros, toMicros, toTimestamp } from "../values/timestamp.js";
import type { Timestamp } from "../values/value.js";
import { DocumentsTarget } from "../listeners/documentsTarget.js";
import { queryTarget } from "../listeners/queryTarget.js";
import type { Target, TargetDiff } from "../listeners/target.js";

interface ListenRequest {
  database?: string;
  addTarget?: AddTarget;
  removeTarget?: number;
}

interface AddTarget {
  targetId?: number;
  query?: { parent?: string; structuredQuery?: StructuredQuery };
  documents?: { documents?: string[] };
  resumeToken?: Uint8Array;
  readTime?: Timestamp;
  once?: boolean;
  expectedCount?: { value?: number };
}

/**
 * The `Listen` stream. A target first gets its current documents or, if it resumes, what changed meanwhile. Then,
 * unless it is `once`, it gets the changes of each commit.
 */
export function listenStream(
  databases: Databases,
  guard: Guard,
  indexes: DeclaredIndexes | undefined,
): BidiMethod {
  return (context, send, end) => {
    let listener: Listener | undefined;
    return {
      receive(request: ListenRequest) {
        try {
          listener ??= new Listener(databases.get(request.database ?? ""), guard, indexes, context, send);
          listener.receive(request);
        } catch (error) {
          listener?.close();
          end(error as Error);
        }
      },
      close() {
        listener?.close();
        end();
      },
    } satisfies BidiSession;
  };
}

/** A target that the caller may listen to. `authorise` throws if the caller may no longer listen after a change. */
interface Admitted {
  target: Target;
  authorise: (diff: TargetDiff) => void;
}

class Listener {
  private readonly targets = new Map<number, Admitted>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly database: Database,
    private readonly guard: Guard,
    private readonly indexes: DeclaredIndexes | undefined,
    private readonly context: CallContext,
    private readonly send: (message: Message) => void,
  ) {
    this.unsubscribe = database.onCommit((changes, time) => this.committed(changes, time));
  }

  receive({ addTarget, removeTarget }: ListenRequest): void {
    if (addTarget) this.add(addTarget);
    else if (removeTarget !== undefined) {
      this.targets.delete(removeTarget);
      this.send({ targetChange: { targetChangeType: "REMOVE", targetIds: [removeTarget] } });
    }
  }

  close(): void {
    this.targets.clear();
    this.unsubscribe();
  }

  private add(message: AddTarget): void {
    const id = message.targetId || 1;
    this.orRemove(id, () => this.start(id, this.admit(message), message));
  }

  /** Runs `act`. If it throws a refusal, only this target is removed, and the stream goes on. */
  private orRemove(id: number, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof StatusError) || error.code === Code.internal) throw error;
      const cause = { code: error.code, message: error.message };
      this.targets.delete(id);
      this.send({ targetChange: { targetChangeType: "REMOVE", targetIds: [id], cause } });
    }
  }

  private admit({ query, documents }: AddTarget): Admitted {
    const { caller } = this.context;
    const { store } = this.database;
    if (query) {
      const { parent = "", structuredQuery = {} } = query;
      checkDatabase(parent, this.database.name);
      const parsed = parseQuery(parent, structuredQuery);
      checkRealTime(parsed);
      const authorise = () => this.guard.list(caller, this.database, parent, structuredQuery);
      authorise();
      if (this.indexes) checkIndexes(this.indexes, parsed);
      return { target: queryTarget(store, parsed), authorise };
    }
    const names = documents?.documents ?? [];
    if (names.length === 0) throw invalidArgument("A target must have a query or documents.");
    names.forEach(checkDocumentName);
    for (const name of names) checkDatabase(name, this.database.name);
    for (const name of names) this.guard.get(caller, this.database, name, store.get(name));
    const authorise = ({ changed }: TargetDiff) => {
      for (const document of changed) this.guard.get(caller, this.database, document.name, document);
    };
    return { target: new DocumentsTarget(store, names), authorise };
  }

  private start(id: number, admitted: Admitted, message: AddTarget): void {
    const { target } = admitted;
    const { history, clock } = this.database.store;
    const asked = message.resumeToken?.length
      ? Number(Buffer.from(message.resumeToken).toString())
      : message.readTime && toMicros(message.readTime);
    // A time before `history.since` comes from an earlier server, whose documents are gone.
    const known = asked !== undefined && asked >= history.since && history.reaches(asked);
    const since = known ? asked : undefined;
    this.send({ targetChange: { targetChangeType: "ADD", targetIds: [id] } });
    // The client's state is too old to compute the difference, so the client must start again.
    if (asked !== undefined && since === undefined) {
      this.send({ targetChange: { targetChangeType: "RESET", targetIds: [id] } });
    }
    const time = clock.now();
    this.tell(id, target.start(since), time);
    // A client that resumes with a document count gets the current count, so that it can detect a difference.
    if (since !== undefined && message.expectedCount) {
      this.send({ filter: { targetId: id, count: target.count() } });
    }
    this.send({ targetChange: { targetChangeType: "CURRENT", targetIds: [id], ...snapshot(time) } });
    if (message.once) this.send({ targetChange: { targetChangeType: "REMOVE", targetIds: [id] } });
    else this.targets.set(id, admitted);
    this.send({ targetChange: { targetChangeType: "NO_CHANGE", targetIds: [], ...snapshot(time) } });
  }

  private committed(changes: readonly Change[], time: Micros): void {
    let told = false;
    for (const [id, { target, authorise }] of this.targets) {
      const diff = target.apply(changes);
      if (diff.changed.length + diff.removed.length === 0) continue;
      told = true;
      this.orRemove(id, () => {
        authorise(diff);
        this.tell(id, diff, time);
      });
    }
    if (told)
      this.send({ targetChange: { targetChangeType: "NO_CHANGE", targetIds: [], ...snapshot(time) } });
  }

  private tell(id: number, { changed, removed }: TargetDiff, time: Micros): void {
    const readTime = toTimestamp(time);
    for (const name of removed) {
      const kind = this.database.store.get(name) ? "documentRemove" : "documentDelete";
      this.send({ [kind]: { document: name, removedTargetIds: [id], readTime } });
    }
    for (const document of changed) {
      this.context.charge?.({
        operation: "read",
        units: 1,
        collection: collectionIdOf(document.name),
        bytes: document.size,
      });
      this.send({ documentChange: { document: documentMessage(document), targetIds: [id] } });
    }
  }
}

const snapshot = (time: Micros): { readTime: Timestamp; resumeToken: Buffer } => ({
  readTime: toTimestamp(time),
  resumeToken: Buffer.from(String(time)),
});
