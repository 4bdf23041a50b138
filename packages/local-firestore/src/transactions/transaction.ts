import type { Holder } from "../locks/lockTable.js";
import { aborted, invalidArgument } from "../status.js";
import type { Micros } from "../values/timestamp.js";

/** The mode of a transaction. Read-write: it locks what it reads. Read-only: it reads at one time, without locks. */
export type Mode = { kind: "readWrite" } | { kind: "readOnly"; readTime: Micros };

/** The cloud's message for a transaction that has ended and was not aborted. */
export const OVER = "The referenced transaction has expired or is no longer valid.";

/** One transaction, from its begin to its commit, rollback, abort or expiry. */
export class Transaction implements Holder {
  private state: "open" | "finished" | "expired" | { abortedBecause: string } = "open";
  private readonly idle: NodeJS.Timeout;
  private readonly total: NodeJS.Timeout;

  constructor(
    readonly id: Buffer,
    readonly age: number,
    readonly mode: Mode,
    private readonly limits: { idleMillis: number; totalMillis: number },
    private readonly onOver: (transaction: Transaction) => void,
  ) {
    const expire = () => this.expire();
    this.idle = setTimeout(expire, limits.idleMillis).unref();
    this.total = setTimeout(expire, limits.totalMillis).unref();
  }

  get open(): boolean {
    return this.state === "open";
  }

  /** Whether it ended by a commit (also a failed one), a rollback or a retry. */
  get finished(): boolean {
    return this.state === "finished";
  }

  /**
   * Restarts the idle timeout.
   * @throws {StatusError} ABORTED if the transaction was aborted, INVALID_ARGUMENT if it ended otherwise.
   */
  use(): void {
    if (typeof this.state === "object") throw aborted(this.state.abortedBecause);
    if (this.state !== "open") throw invalidArgument(OVER);
    this.idle.refresh();
  }

  wound(reason: string): void {
    if (this.state === "open") this.end({ abortedBecause: reason });
  }

  /** Ends the transaction if it is open, and releases its locks. */
  finish(): void {
    if (this.state === "open") this.end("finished");
  }

  private expire(): void {
    if (this.state === "open") this.end("expired");
  }

  private end(state: Exclude<Transaction["state"], "open">): void {
    this.state = state;
    clearTimeout(this.idle);
    clearTimeout(this.total);
    this.onOver(this);
  }
}
