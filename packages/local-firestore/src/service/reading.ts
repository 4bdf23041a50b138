import type { TransactionOptions } from "../transactions/registry.js";
import type { Transaction } from "../transactions/transaction.js";
import type { Wanted } from "../locks/arbiter.js";
import type { Micros } from "../values/timestamp.js";
import type { Database } from "./database.js";
import type { Consistency } from "./messages.js";

/** The time of a read, the transaction that takes its locks, and the transaction that it began, if any. */
export interface Reading {
  /** The past time to read at. Undefined if the present documents are read. */
  at: Micros | undefined;
  /** The read-write transaction that takes the locks, if any. */
  locking: Transaction | undefined;
  /** The transaction that this read began, if any. The client must be told its id. */
  begun: Transaction | undefined;
}

/**
 * Finds the transaction that a request names, or begins the new one that it asks for. Also finds the time to read at.
 * @throws {StatusError} if the transaction is unknown, ended or aborted, or if the read time is not available.
 */
export function startReading(database: Database, request: Consistency): Reading {
  const begun =
    request.newTransaction && database.transactions.begin(readOnlyUnlessToldSo(request.newTransaction));
  const transaction =
    begun ?? (request.transaction?.length ? database.transactions.use(request.transaction) : undefined);
  if (transaction?.mode.kind === "readOnly")
    return { at: transaction.mode.readTime, locking: undefined, begun };
  const at = request.readTime && database.store.readTime(request.readTime);
  return { at, locking: transaction, begun };
}

/** A transaction that a read begins is read-only by default, unlike one of `BeginTransaction`. */
const readOnlyUnlessToldSo = (options: TransactionOptions): TransactionOptions =>
  options.readWrite ? options : { readOnly: options.readOnly ?? {} };

/** Runs a read. In a read-write transaction it waits for its turn and locks the documents, or the query's range. */
export async function readUnderLocks<T>(
  database: Database,
  { locking }: Reading,
  wanted: Wanted,
  act: () => { value: T; read?: Wanted },
): Promise<T> {
  if (!locking) return act().value;
  return database.arbiter.read(locking, wanted, () => {
    const { value, read } = act();
    return { value, read: read ?? wanted };
  });
}
