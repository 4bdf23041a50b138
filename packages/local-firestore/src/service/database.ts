import { Arbiter } from "../locks/arbiter.js";
import type { Intent } from "../locks/lockTable.js";
import type { Change, Document } from "../storage/document.js";
import { type CommitListener, Store } from "../storage/store.js";
import type { Transaction } from "../transactions/transaction.js";
import { CLOUD_LIMITS, Transactions } from "../transactions/registry.js";
import { invalidArgument } from "../status.js";
import { databaseOf } from "../values/names.js";
import type { Micros } from "../values/timestamp.js";
import { type Plan, planCommit, type WriteResult } from "../writes/plan.js";
import type { Write } from "../writes/write.js";

/** Time limits. By default, `idleMillis` and `totalMillis` are the cloud's. The default of `lockWaitMillis` is not. */
export interface Limits {
  lockWaitMillis: number;
  idleMillis: number;
  totalMillis: number;
}
export const DEFAULT_LIMITS: Limits = { lockWaitMillis: 10_000, ...CLOUD_LIMITS };

/** Checks a commit before it is applied, and throws if it is not allowed. */
export type PlanCheck = (plan: Plan) => void;

/** One database: its documents, its transactions and its locks. */
export class Database {
  readonly store = new Store();
  readonly arbiter: Arbiter;
  readonly transactions: Transactions;

  /** @param name as in `projects/demo/databases/(default)`. */
  constructor(
    readonly name: string,
    limits: Limits = DEFAULT_LIMITS,
  ) {
    this.arbiter = new Arbiter(limits.lockWaitMillis);
    this.transactions = new Transactions(
      (asked) => (asked ? this.store.readTime(asked) : this.store.clock.now()),
      (transaction) => this.arbiter.release(transaction),
      limits,
    );
  }

  /** Calls `listener` after each commit that changed something, until the returned function is called. */
  onCommit(listener: CommitListener): () => void {
    return this.store.onCommit(listener);
  }

  /**
   * Applies writes atomically, once no lock of another transaction conflicts with them. `transaction` ends in any case,
   * also if the commit fails.
   * @throws {StatusError} if the writes are refused, the locks are not released in time, or `transaction` is aborted
   * while it waits.
   */
  async commit(
    writes: readonly Write[],
    transaction?: Transaction,
    check?: PlanCheck,
  ): Promise<{ time: Micros; results: WriteResult[] }> {
    try {
      if (transaction?.mode.kind === "readOnly" && writes.length > 0) {
        throw invalidArgument("Cannot modify entities in a read-only transaction.");
      }
      return await this.arbiter.write(transaction, this.intent(writes), () => {
        const plan = planCommit(writes, this.read, this.store.clock.now(), check);
        this.store.apply(plan.changes, plan.time);
        return { time: plan.time, results: plan.steps.map(({ result }) => result) };
      });
    } finally {
      transaction?.finish();
    }
  }

  close(): void {
    this.transactions.close();
  }

  /**
   * The documents that the writes name. Those that would not change are included, because the writes wait for the locks
   * on all of them. A `verify` is left out, because it only reads.
   */
  private intent(writes: readonly Write[]): Intent {
    const names = new Set(writes.filter(({ kind }) => kind !== "verify").map(({ name }) => name));
    const changes = (): Change[] => {
      const after = this.foreseen(writes);
      return [...names].map((name) => {
        const before = this.read(name);
        return { name, before, after: after ? (after.get(name) ?? null) : before };
      });
    };
    return { names, changes };
  }

  private foreseen(writes: readonly Write[]): Map<string, Document | null> | undefined {
    try {
      const { steps } = planCommit(writes, this.read, this.store.clock.now());
      return new Map(steps.map(({ name, after }) => [name, after]));
    } catch {
      // The writes would fail now. They may succeed after the writes that run before them, so check them again then.
      return undefined;
    }
  }

  private readonly read = (name: string): Document | null => this.store.get(name);
}

/** All databases of a server. A database is created when it is first named. */
export class Databases {
  private readonly byName = new Map<string, Database>();
  private readonly watchers: ((database: Database) => void)[] = [];

  constructor(private readonly limits: Limits = DEFAULT_LIMITS) {}

  /**
   * Returns the database with a name such as `projects/demo/databases/(default)`.
   * @throws {StatusError} INVALID_ARGUMENT if the name has another form.
   */
  get(name: string): Database {
    let database = this.byName.get(name);
    if (!database) {
      if (databaseOf(name) !== name) throw invalidArgument(`"${name}" is not the name of a database.`);
      database = new Database(name, this.limits);
      this.byName.set(name, database);
      for (const watcher of this.watchers) watcher(database);
    }
    return database;
  }

  all(): Iterable<Database> {
    return this.byName.values();
  }

  /** Calls `watcher` for each existing database, and for each later one when it is created. */
  onDatabase(watcher: (database: Database) => void): void {
    this.watchers.push(watcher);
    for (const database of this.byName.values()) watcher(database);
  }

  close(): void {
    for (const database of this.byName.values()) database.close();
  }
}
