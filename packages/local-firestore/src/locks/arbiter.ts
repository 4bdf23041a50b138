import { aborted } from "../status.js";
import { type Holder, type Intent, LockTable, type Range, touches } from "./lockTable.js";

/** What a read in a transaction locks: documents by name, or all documents in a range. */
export type Wanted = { names: readonly string[] } | { range: Range };

/** The cloud's message if a lock is not released in time. */
export const LOCK_TIMEOUT = "Too much contention on these documents. Please try again.";
/** The cloud's message to a transaction that lost its locks to an older one. */
export const WOUNDED =
  "Aborted due to cross-transaction contention. This occurs when multiple transactions attempt to access the same data, requiring Firestore to abort at least one in order to enforce serializability.";

interface Waiter {
  readonly arrival: number;
  readonly holder: Holder | undefined;
  /** What a write changes. Undefined for a read. */
  readonly intent: Intent | undefined;
  /**
   * For a write: whether no lock conflicts with it. A transaction's write first aborts younger transactions whose locks
   * conflict. For a read: whether no queued write blocks it.
   */
  readonly isFree: () => boolean;
  readonly run: () => void;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Decides which writes, and which reads in transactions, may run and which must wait. The scheme is called wound-wait.
 * - Reads share locks.
 * - A transaction's write aborts the younger transactions that have a conflicting lock. It waits for the older ones.
 * - A write outside a transaction waits for all transactions that have a conflicting lock.
 * - A write also waits for the queued writes of the same documents that come before it.
 * - A read waits for the queued writes that would change what it reads, so that writes get their turn. It does not wait
 * for a write that itself waits for the reading transaction.
 */
export class Arbiter {
  private readonly table = new LockTable();
  private readonly queue = new Set<Waiter>();
  private arrivals = 0;
  private awake = false;

  /** @param lockWaitMillis how many milliseconds a read or write waits before it and its transaction are aborted. */
  constructor(private readonly lockWaitMillis: number) {}

  /** Runs `act` once no queued write blocks the read, and locks what `act` reports as read. */
  read<T>(holder: Holder, wanted: Wanted, act: () => { value: T; read: Wanted }): Promise<T> {
    const take = (): T => {
      const { value, read } = act();
      if ("names" in read) this.table.lockNames(holder, read.names);
      else this.table.lockRange(holder, read.range);
      return value;
    };
    return this.enter(holder, undefined, () => this.mayRead(holder, wanted), take);
  }

  /** Runs `act` once no lock conflicts with the write and no queued write comes before it. */
  write<T>(holder: Holder | undefined, intent: Intent, act: () => T): Promise<T> {
    return this.enter(holder, intent, () => this.mayWrite(holder, intent), act);
  }

  /** Releases all locks of a transaction that has ended, and wakes the waiters. */
  release(holder: Holder): void {
    this.table.release(holder);
    this.wake();
  }

  private enter<T>(
    holder: Holder | undefined,
    intent: Intent | undefined,
    isFree: () => boolean,
    act: () => T,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(act());
        } catch (error) {
          reject(error as Error);
        }
      };
      const waiter: Waiter = {
        arrival: ++this.arrivals,
        holder,
        intent,
        isFree,
        run,
        reject,
        timer: undefined,
      };
      if (!this.isBehindWrites(waiter) && isFree()) return run();
      this.queue.add(waiter);
      waiter.timer = setTimeout(() => this.giveUp(waiter), this.lockWaitMillis);
      // A queued read may wait for a write that now waits, through this one, for the read's transaction. Run this read.
      if (intent) this.wake();
    });
  }

  private leave(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    if (this.queue.delete(waiter)) this.wake();
  }

  private giveUp(waiter: Waiter): void {
    this.leave(waiter);
    waiter.reject(aborted(LOCK_TIMEOUT));
    if (waiter.holder) this.wound(waiter.holder, LOCK_TIMEOUT);
  }

  private wound(holder: Holder, reason: string): void {
    holder.wound(reason);
    for (const waiter of this.queue) {
      if (waiter.holder !== holder) continue;
      this.leave(waiter);
      waiter.reject(aborted(reason));
    }
    this.release(holder);
  }

  private mayRead(holder: Holder, wanted: Wanted): boolean {
    for (const { intent, holder: writer } of this.queue) {
      if (!intent || writer === holder || !concerns(wanted, intent)) continue;
      if (!this.waitsFor(intent, writer, holder)) return false;
    }
    return true;
  }

  /** Whether the locks of `holder` keep a queued write waiting, directly or through the queued writes of others. */
  private waitsFor(
    intent: Intent,
    writer: Holder | undefined,
    holder: Holder,
    seen = new Set<Intent>(),
  ): boolean {
    seen.add(intent);
    const conflicts = this.table.conflicts(intent, writer);
    if (conflicts.has(holder)) return true;
    for (const other of this.queue) {
      if (!other.intent || !other.holder || !conflicts.has(other.holder) || seen.has(other.intent)) continue;
      if (this.waitsFor(other.intent, other.holder, holder, seen)) return true;
    }
    return false;
  }

  private mayWrite(writer: Holder | undefined, intent: Intent): boolean {
    const conflicts = this.table.conflicts(intent, writer);
    for (const other of conflicts) {
      if (!writer || other.age <= writer.age) continue;
      conflicts.delete(other);
      this.wound(other, WOUNDED);
    }
    return conflicts.size === 0;
  }

  /** Whether a waiting write comes before this one and changes one of the same documents. */
  private isBehindWrites(self: Waiter): boolean {
    if (!self.intent) return false;
    for (const other of this.queue) {
      if (other.intent && byTurn(other, self) < 0 && overlaps(other.intent.names, self.intent.names))
        return true;
    }
    return false;
  }

  /** Wakes the waiters in the next event-loop turn, so that the call that released the locks is answered first. */
  private wake(): void {
    if (this.awake || this.queue.size === 0) return;
    this.awake = true;
    setImmediate(() => {
      this.awake = false;
      this.giveTurns();
    });
  }

  /** Runs the first write that may run, or else all reads that may run. Each one that runs wakes the others again. */
  private giveTurns(): void {
    const claimed = new Set<string>();
    for (const waiter of [...this.queue].sort(byTurn)) {
      if (!this.queue.has(waiter)) continue;
      const { intent } = waiter;
      if (!(intent && overlaps(intent.names, claimed)) && waiter.isFree()) {
        this.leave(waiter);
        waiter.run();
        if (intent) return;
      }
      for (const name of intent?.names ?? []) claimed.add(name);
    }
  }
}

/**
 * Orders waiters: writes of transactions, those of the oldest transaction first, then writes outside transactions, then
 * reads. Otherwise the first to arrive comes first.
 */
function byTurn(a: Waiter, b: Waiter): number {
  const rank = turnOf(a);
  return (
    rank - turnOf(b) ||
    (rank === 0 ? (a.holder?.age ?? 0) - (b.holder?.age ?? 0) : 0) ||
    a.arrival - b.arrival
  );
}

const turnOf = ({ holder, intent }: Waiter): number =>
  intent === undefined ? 2 : holder === undefined ? 1 : 0;

function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const name of a) if (b.has(name)) return true;
  return false;
}

function concerns(wanted: Wanted, intent: Intent): boolean {
  if ("names" in wanted) return wanted.names.some((name) => intent.names.has(name));
  return intent.changes().some((change) => touches(wanted.range, change));
}
