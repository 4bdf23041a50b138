import type { Message } from "local-firestore/engine";
import type { Operation, RefundReads } from "../invariants/operation.js";
import type { Exchange } from "../runtime/transport.js";

/** The server's answer or error. If a stream was cut off, `before` has the first messages and `error` follows them. */
export type Answered = { messages: Message[] } | { error: Error; before?: Message[] };

/** A request, answer or timer that an operation waits for. */
export type Pending = { id: number; operation: Operation } &
  /**
   * `readAt` and `refundReads` are those of the operation when it sent the request. `isGivenUp`: the operation has got
   * an error for the request, which may still be executed.
   */
  (
    | {
        kind: "request";
        exchange: Exchange;
        readAt: number;
        refundReads: RefundReads;
        isGivenUp?: boolean;
      }
    /** The server has not finished the request. */
    | { kind: "executing"; exchange: Exchange }
    | { kind: "answer"; exchange: Exchange; outcome: Answered; at: number }
    | { kind: "timer"; due: number; fire: () => void }
  );

/** A pending request, answer or timer that may go on. */
export type Ready = Exclude<Pending, { kind: "executing" }>;

type New =
  | { kind: "request"; exchange: Exchange; readAt: number; refundReads: RefundReads }
  | { kind: "timer"; due: number; fire: () => void };

/** The requests, answers and timers that operations wait for, oldest first. */
export class Queue {
  private pending: Pending[] = [];
  private ids = 0;

  /** Returns a new number, unique in this world. */
  nextId(): number {
    return ++this.ids;
  }

  add(operation: Operation, waits: New): void {
    this.pending.push({ id: this.nextId(), operation, ...waits });
  }

  repeat(one: Pending): void {
    this.pending.push({ ...one, id: this.nextId() });
  }

  giveUp(one: Pending & { kind: "request" }): void {
    this.pending.push({ ...one, id: this.nextId(), isGivenUp: true });
  }

  replace(one: Pending, by: Pending): void {
    this.pending = this.pending.map((other) => (other === one ? by : other));
  }

  /** Replaces a request by its answer. */
  answer(one: Pending & { exchange: Exchange }, outcome: Answered, at: number): void {
    const { id, operation, exchange } = one;
    this.replace(one, { id, operation, kind: "answer", exchange, outcome, at });
  }

  forget({ id }: Pending): void {
    this.pending = this.pending.filter((other) => other.id !== id);
  }

  forgetTimer(fire: () => void): void {
    this.pending = this.pending.filter((one) => one.kind !== "timer" || one.fire !== fire);
  }

  /** Lets the timers of an instance fire later, by so many milliseconds. */
  postponeTimers(instance: number, milliseconds: number): void {
    this.pending = this.pending.map((one) =>
      one.kind === "timer" && one.operation.instance === instance
        ? { ...one, due: one.due + milliseconds }
        : one,
    );
  }

  /** Removes all that an operation waits for, except requests not yet executed: they may still arrive at the server. */
  forgetAllButRequests(operation: Operation): void {
    this.pending = this.pending.filter((one) => one.operation !== operation || one.kind === "request");
  }

  forgetAll(): void {
    this.pending = [];
  }

  /** The requests of an operation that have not got their answers, also if they are executed. */
  requestsOf(operation: Operation): Exchange[] {
    return this.pending.flatMap((one) =>
      one.operation === operation && one.kind !== "timer" ? one.exchange : [],
    );
  }

  /** Whether anything of an operation is pending. The operation may have ended already. */
  has(operation: Operation): boolean {
    return this.pending.some((one) => one.operation === operation);
  }

  /** What can go on now. Excludes delayed operations, requests being executed and timers not yet due. */
  ready(now: number): Ready[] {
    return this.pending.filter((one): one is Ready => {
      if (one.operation.delayed || one.kind === "executing") return false;
      return one.kind !== "timer" || one.due <= now;
    });
  }

  /** Whether anything is pending that can go on now or when time passes. */
  get isBusy(): boolean {
    return this.pending.some(({ operation, kind }) => !operation.delayed && kind !== "executing");
  }

  /** When the next timer of an operation that is not delayed is due. Infinity if there is none. */
  get nextDue(): number {
    return Math.min(
      ...this.pending.flatMap((one) => (one.kind === "timer" && !one.operation.delayed ? one.due : [])),
    );
  }
}
