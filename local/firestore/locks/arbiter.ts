import { aborted } from "../status.js";
import type { Change } from "../storage/document.js";
import { type Holder, LockTable, type Range, touches } from "./lockTable.js";

/** What a read in a transaction locks: documents by name, or whatever is in a range. */
export type Wanted = { names: readonly string[] } | { range: Range };

/** What the cloud says when a lock does not come free in time. */
export const LOCK_TIMEOUT = "Too much contention on these documents. Please try again.";
/** What the cloud says to a transaction that lost its locks to an older one. */
export const WOUNDED =
  "Aborted due to cross-transaction contention. This occurs when multiple transactions attempt to access the same data, requiring Firestore to abort at least one in order to enforce serializability.";

interface Waiter {
  readonly arrival: number;
  readonly holder: Holder | undefined;
  /** What a write is going to change, asked anew each time; undefined for a read. */
  readonly changes: (() => readonly Change[]) | undefined;
  /** Runs if it may now, and says whether it did. */
  readonly attempt: () => boolean;
  readonly reject: (error: Error) => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Decides who may read and write, and who waits (wound-wait). A transaction's write takes the locks of younger
 * transactions away, which aborts them, and waits for older ones. A write outside transactions waits for all. Reads share;
 * they queue behind waiting writes, so that these are not starved, unless such a write waits for the reader itself.
 */
export class Arbiter {
  private readonly table = new LockTable();
  private readonly queue = new Set<Waiter>();
  private arrivals = 0;
  private awake = false;

  /** @param lockWaitMillis how long anyone waits for a lock before giving up with ABORTED. */
  constructor(private readonly lockWaitMillis: number) {}

  /** Runs `act` once no waiting write stands before it, and locks what it says to have read. */
  read<T>(holder: Holder, wanted: Wanted, act: () => { value: T; read: Wanted }): Promise<T> {
    const take = (): T => {
      const { value, read } = act();
      if ("names" in read) this.table.lockNames(holder, read.names);
      else this.table.lockRange(holder, read.range);
      return value;
    };
    return this.enter(holder, undefined, () => this.mayRead(holder, wanted), take);
  }

  /** Runs `act` once the locks on what it changes are free. */
  write<T>(holder: Holder | undefined, changes: () => readonly Change[], act: () => T): Promise<T> {
    return this.enter(holder, changes, (self) => this.mayWrite(self, changes()), act);
  }

  /** Gives back all locks of a transaction that is over, and lets those who wait for them go on. */
  release(holder: Holder): void {
    this.table.release(holder);
    this.wake();
  }

  private enter<T>(
    holder: Holder | undefined,
    changes: Waiter["changes"],
    may: (self: Waiter) => boolean,
    act: () => T,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const attempt = (): boolean => {
        if (!may(waiter)) return false;
        this.leave(waiter);
        try {
          resolve(act());
        } catch (error) {
          reject(error as Error);
        }
        return true;
      };
      const waiter: Waiter = { arrival: ++this.arrivals, holder, changes, attempt, reject, timer: undefined };
      if (attempt()) return;
      this.queue.add(waiter);
      waiter.timer = setTimeout(() => this.giveUp(waiter), this.lockWaitMillis);
      // Someone who queues behind a write may be the one it now waits for: they are looked at again.
      this.wake();
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
    for (const waiter of this.queue) {
      if (waiter.changes === undefined || waiter.holder === holder) continue;
      if (waiter.changes().some((change) => concerns(wanted, change)) && !this.waitsFor(waiter, holder)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a waiting write waits, directly or over others, for this transaction's locks. */
  private waitsFor(writer: Waiter, holder: Holder, seen = new Set<Waiter>()): boolean {
    seen.add(writer);
    const conflicts = this.table.conflicts(writer.changes?.() ?? [], writer.holder);
    if (conflicts.has(holder)) return true;
    for (const other of this.queue) {
      if (other.holder === undefined || !conflicts.has(other.holder) || seen.has(other)) continue;
      if (this.waitsFor(other, holder, seen)) return true;
    }
    return false;
  }

  private mayWrite(self: Waiter, changes: readonly Change[]): boolean {
    const names = new Set(changes.map(({ name }) => name));
    for (const other of this.queue) {
      if (precedes(other, self) && other.changes?.().some(({ name }) => names.has(name))) return false;
    }
    const conflicts = this.table.conflicts(changes, self.holder);
    for (const other of conflicts) {
      if (self.holder === undefined || other.age <= self.holder.age) continue;
      conflicts.delete(other);
      this.wound(other, WOUNDED);
    }
    return conflicts.size === 0;
  }

  /** Gives waiters their turn, one event-loop turn later: the answer that freed them leaves before theirs. */
  private wake(): void {
    if (this.awake || this.queue.size === 0) return;
    this.awake = true;
    setImmediate(() => {
      this.awake = false;
      // One at a time: whoever runs wakes the next.
      [...this.queue].sort(byTurn).some((waiter) => this.queue.has(waiter) && waiter.attempt());
    });
  }
}

/** Transactions write before plain writes, since these wait for them in any case: the oldest first. Reads come last. */
function byTurn(a: Waiter, b: Waiter): number {
  return (
    rank(a) - rank(b) ||
    (rank(a) === 0 ? (a.holder?.age ?? 0) - (b.holder?.age ?? 0) : 0) ||
    a.arrival - b.arrival
  );
}

const rank = ({ holder, changes }: Waiter): number =>
  changes === undefined ? 2 : holder === undefined ? 1 : 0;

/** Whether a queued write goes before another one on the same document. */
const precedes = (queued: Waiter, self: Waiter): boolean =>
  queued !== self && queued.changes !== undefined && byTurn(queued, self) < 0;

function concerns(wanted: Wanted, change: Change): boolean {
  return "names" in wanted ? wanted.names.includes(change.name) : touches(wanted.range, change);
}
