import { randomBytes } from "node:crypto";
import { aborted, invalidArgument } from "../status.js";
import type { Micros } from "../values/timestamp.js";
import type { Timestamp } from "../values/value.js";
import { type Mode, OVER, Transaction } from "./transaction.js";

/** `google.firestore.v1.TransactionOptions`. */
export interface TransactionOptions {
  readOnly?: { readTime?: Timestamp };
  readWrite?: { retryTransaction?: Uint8Array };
}

/** The cloud's time limits (https://firebase.google.com/docs/firestore/quotas#writes_and_transactions). */
export const CLOUD_LIMITS = { idleMillis: 60_000, totalMillis: 270_000 };

/**
 * The number of transactions above which the oldest ended ones are forgotten. Ended ones are remembered so that a late
 * call gets the right error, and a retry keeps the age of its first attempt.
 */
const MOST_REMEMBERED = 10_000;

/** One database's transactions, by id. */
export class Transactions {
  private readonly byId = new Map<string, Transaction>();
  private begun = 0;

  constructor(
    /** The time at which a read-only transaction reads: the one it asks for, or now. Throws if this is not possible. */
    private readonly readTime: (asked: Timestamp | undefined) => Micros,
    private readonly release: (transaction: Transaction) => void,
    private readonly limits = CLOUD_LIMITS,
  ) {}

  begin(options: TransactionOptions): Transaction {
    const mode = this.mode(options);
    const age = ++this.begun;
    const id = randomBytes(20);
    const previous = options.readWrite?.retryTransaction;
    const kept = previous?.length ? this.retried(previous) : undefined;
    const transaction = new Transaction(id, kept ?? age, mode, this.limits, this.release);
    this.byId.set(key(id), transaction);
    this.forget();
    return transaction;
  }

  /**
   * Returns an open transaction and restarts its idle timeout.
   * @throws {StatusError} if the transaction is unknown, has ended or was aborted.
   */
  use(id: Uint8Array): Transaction {
    const transaction = this.find(id);
    if (!transaction) throw invalidArgument("Invalid transaction.");
    transaction.use();
    return transaction;
  }

  /**
   * Returns an open transaction to be committed, and restarts its idle timeout.
   * @throws {StatusError} as {@link use}, but ABORTED if a commit, a rollback or a retry has ended it.
   */
  useToCommit(id: Uint8Array): Transaction {
    const transaction = this.find(id);
    if (transaction?.finished) throw aborted(OVER);
    return this.use(id);
  }

  /** A transaction in whatever state; undefined if it is unknown. */
  find(id: Uint8Array): Transaction | undefined {
    return this.byId.get(key(id));
  }

  close(): void {
    for (const transaction of this.byId.values()) transaction.finish();
  }

  /** Ends the earlier attempt and returns its age. */
  private retried(id: Uint8Array): number | undefined {
    const previous = this.find(id);
    previous?.finish();
    return previous?.age;
  }

  private mode({ readOnly }: TransactionOptions): Mode {
    if (!readOnly) return { kind: "readWrite" };
    return { kind: "readOnly", readTime: this.readTime(readOnly.readTime) };
  }

  private forget(): void {
    for (const [id, transaction] of this.byId) {
      if (this.byId.size <= MOST_REMEMBERED) return;
      if (!transaction.open) this.byId.delete(id);
    }
  }
}

const key = (id: Uint8Array): string => Buffer.from(id).toString("base64");
