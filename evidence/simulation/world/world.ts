import { type Change, createEngine, Databases, type FirestoreService } from "local-firestore/engine";
import { Watch, type Ending } from "../invariants/watch.js";
import { settle } from "../runtime/globals.js";
import type { Instance } from "../runtime/instance.js";
import { execute, type Exchange } from "../runtime/transport.js";
import type { Codec } from "../runtime/codec.js";
import type { Machine } from "../runtime/machine.js";
import type { Choices } from "./choices.js";
import { Clock } from "./clock.js";
import {
  newOperation,
  sharesReadings,
  type Answered,
  type Call,
  type Operation,
  type Pending,
} from "./operation.js";
import type { Plan } from "./plan.js";
import {
  entryText,
  errorText,
  inWords,
  nameOf,
  noteSeatsRead,
  readsSeatsAlone,
  requestText,
  tellsTheTime,
} from "./words.js";

export const PROJECT = "demo-simulation";
export const DATABASE = `projects/${PROJECT}/databases/(default)`;

/** A change of a payment intent that the trigger is told of, sooner, later, often or never. */
export interface Event {
  id: number;
  change: Change;
  time: number;
}

/** What was not answered yet and may go on now. */
type Ready = Exclude<Pending, { kind: "executing" }>;

/** A stream that breaks goes through those that the SDK pipes it into. */
const BROKEN_STREAM_TURNS = 4;

/** For less than that long everybody waits for an answer. */
const PATIENCE_MICROS = 10 * 1e6;

/** Without an operation of their own: what the world does to itself. */
const NOBODY = null;

/** One world: its database, what is under way in it, and what is known of it. */
export class World {
  readonly watch = new Watch();
  readonly operations: Operation[] = [];
  readonly events: Event[] = [];
  pending: Pending[] = [];
  /** How much has happened, in steps: a request executed, an answer delivered, a timer fired, an operation begun. */
  steps = 0;
  /** How many calls were begun by choice. */
  begun = 0;
  /** What moved last by choice. */
  latest: Operation | null = null;
  /** Where the next page of a user's bookings begins, as they were told last. */
  readonly cursors = new Map<string, string>();
  /** For each step of the record, the operation that it moved: its id, or 0. */
  readonly moved: number[] = [];
  private readonly databases = new Databases();
  readonly service: FirestoreService = createEngine(this.databases);
  private readonly clocks: Clock[];
  private ids = 0;
  /** On whose behalf the code that runs now runs: one thing at a time goes on, so all that it does is its own. */
  private current: Operation | null = NOBODY;

  constructor(
    readonly plan: Plan,
    readonly choices: Choices,
    readonly machine: Machine,
    readonly instances: readonly Instance[],
    /** Told what happens, in words. */
    readonly tell: (line: () => string) => void,
    /** Whether the world goes on when something happened that must never be. */
    private readonly goesOn: boolean,
    private readonly codec: Codec,
  ) {
    this.clocks = plan.instances.map((instance) => new Clock(instance, this.time.now * 1000));
    this.databases.get(DATABASE).onCommit((changes, time) => this.committed(changes, time));
  }

  /** Whether something happened that must never be, and that is enough. */
  get isOver(): boolean {
    return !this.goesOn && this.watch.violations.size > 0;
  }

  get time() {
    return this.machine.time;
  }

  /** Takes in what the machine meets: requests, timers and lines of the log. */
  connect(): void {
    this.machine.meet({
      request: (exchange) => this.add({ kind: "request", exchange, readAt: this.current?.readAt ?? 0 }),
      timer: (timer) => this.add({ kind: "timer", ...timer }),
      cleared: ({ fire }) => {
        this.pending = this.pending.filter((one) => one.kind !== "timer" || one.fire !== fire);
      },
      logged: (line) => {
        this.tell(() => `log: ${line.replace(/\n\s+at .*/g, "")}`);
        this.watch.logged(line);
      },
      unheard: (reason) => this.watch.unheard(reason),
    });
  }

  /** Begins a step of the record. */
  step(): void {
    this.choices.step();
    this.moved.push(0);
  }

  /** Notes which operation the step moves. */
  moves(operation: Operation): void {
    this.moved[this.moved.length - 1] = operation.id;
  }

  /** Begins an operation, and lets it go as far as it comes by itself. */
  async begin(call: Call, instance: number, run: () => unknown): Promise<Operation> {
    const { watch, clocks } = this;
    const time = this.time.now * 1000;
    const begun = { time, known: clocks[instance]!.earliest(time), commits: watch.books.commits };
    const operation = newOperation({ id: this.operations.length + 1, call, instance, begun });
    // It may join a reading that has gone wrong already, or during which its instance stood still.
    const joined = this.operations.filter(
      (other) => other.state === "running" && sharesReadings(other, operation),
    );
    operation.misread = joined.some(({ misread }) => misread);
    operation.stoodStill = joined.some(({ stoodStill }) => stoodStill);
    this.operations.push(operation);
    this.moves(operation);
    this.tell(
      () =>
        `${nameOf(operation)} begins: ${JSON.stringify({ ...call, name: undefined })} on instance ${instance}`,
    );
    await this.resume(operation, () => {
      Promise.resolve()
        .then(run)
        .then(
          (answer) => this.end(operation, "answered", { answer }),
          (error: unknown) => this.end(operation, "refused", { error }),
        );
    });
    return operation;
  }

  /** What can go on now, oldest first: not what is delayed, not timers that are not due, not what the server is at. */
  ready(): Ready[] {
    return this.pending.filter((one): one is Ready => {
      if (one.operation.delayed || one.kind === "executing") return false;
      return one.kind !== "timer" || one.due <= this.time.now;
    });
  }

  /** Whether anything goes on, if only time passes. */
  get isBusy(): boolean {
    return this.pending.some(({ operation, kind }) => !operation.delayed && kind !== "executing");
  }

  /** Keeps from an operation what it waits for, or gives it. */
  delay(operation: Operation, delayed: boolean): void {
    this.moves(operation);
    operation.delayed = delayed;
    this.tell(() => `${nameOf(operation)} ${delayed ? "is delayed" : "is delayed no longer"}`);
  }

  /** Lets the server do a request. Its answer waits for its turn, or is kept from its caller if there is `instead`. */
  async execute(
    one: Pending & { kind: "request" },
    instead: (outcome: Answered) => Answered = (outcome) => outcome,
  ): Promise<void> {
    const { exchange, operation, id } = one;
    const executing: Pending = { id, operation, kind: "executing", exchange };
    this.replace(one, executing);
    const answered = (outcome: Answered) =>
      this.replace(executing, {
        id,
        operation,
        kind: "answer",
        exchange,
        outcome: instead(outcome),
        at: this.time.now,
      });
    // What it read since cannot have been decided by.
    const { readAt } = operation;
    operation.readAt = one.readAt;
    await this.resume(operation, () => {
      execute(this.service, this.codec, exchange.method, exchange.request).then(
        (messages) => answered({ messages }),
        (error: Error) => answered({ error }),
      );
    });
    operation.readAt = readAt;
  }

  /** Lets the server do a request whose answer never arrives; the same request is under way again. */
  async executeUnheard(one: Pending & { kind: "request" }): Promise<void> {
    this.pending.push({ ...one, id: ++this.ids });
    await this.execute(one);
    this.forget(one);
  }

  /** Leaves the answer to a request undelivered for ever. */
  forget({ id }: Pending): void {
    this.pending = this.pending.filter((other) => other.id !== id);
  }

  /** Answers a request that never reached the server. */
  refuse(one: Pending & { kind: "request" }, error: Error): void {
    const { exchange, operation, id } = one;
    this.replace(one, { id, operation, kind: "answer", exchange, outcome: { error }, at: this.time.now });
  }

  /** Gives an operation what it waits for, and lets it go as far as it comes. */
  async deliver(one: Pending & { kind: "answer" | "timer" }): Promise<void> {
    this.forget(one);
    if (one.operation.state === "stopped") return;
    if (one.kind === "answer") {
      const late = (this.time.now + 1 - one.at) * 1000;
      // Who has given up waiting takes no notice any more.
      const isWaiting = this.time.now * 1000 - one.operation.begun.time < PATIENCE_MICROS;
      const isNoted = "messages" in one.outcome && isWaiting && tellsTheTime(one.exchange);
      this.clocks[one.operation.instance]!.heard(late, isNoted);
      if ("error" in one.outcome) one.operation.failures++;
    }
    const isRead = one.kind === "answer" && one.exchange.method !== "commit" && "messages" in one.outcome;
    if (isRead && !readsSeatsAlone(one.exchange)) one.operation.readAt = one.at * 1000;
    const isBroken = one.kind === "answer" && "error" in one.outcome && one.outcome.before !== undefined;
    if (one.kind === "answer" && (isRead || isBroken)) noteSeatsRead(one, isBroken);
    await this.resume(
      one.operation,
      () => {
        if (one.kind === "timer") one.fire();
        else if ("error" in one.outcome) one.exchange.fail(one.outcome.error, one.outcome.before);
        else one.exchange.answer(one.outcome.messages);
      },
      isBroken ? BROKEN_STREAM_TURNS : 1,
    );
  }

  /** Ends an operation for ever, wherever it is. What it sent already may still arrive. */
  stop(operation: Operation): void {
    this.moves(operation);
    operation.state = "stopped";
    this.pending = this.pending.filter((one) => one.operation !== operation || one.kind === "request");
    this.tell(() => `${nameOf(operation)} is stopped for ever`);
  }

  /** Notes that an instance's own clock did not go on, in milliseconds, while time did. */
  stoodStill(instance: number, milliseconds: number): void {
    this.instances[instance]!.lostMs += milliseconds;
    this.clocks[instance]!.stoodStill(milliseconds * 1000);
    for (const operation of this.operations)
      if (operation.instance === instance && operation.state === "running") operation.stoodStill = true;
  }

  /** Lets time pass until the next timer is due. */
  toNextTimer(): void {
    const dues = this.pending.flatMap((one) =>
      one.kind === "timer" && !one.operation.delayed ? one.due : [],
    );
    if (dues.length > 0) this.time.now = Math.max(this.time.now, Math.min(...dues));
  }

  /** @param turns how often everything must be let run until what was done has had all its effects. */
  private async resume(operation: Operation, act: () => void, turns = 1): Promise<void> {
    this.steps++;
    this.time.now++;
    this.current = operation;
    act();
    for (let turn = 0; turn < turns; turn++) await settle();
    this.current = NOBODY;
  }

  private end(operation: Operation, state: "answered" | "refused", ending: Ending): void {
    if (operation.state === "stopped") return;
    operation.state = state;
    operation.unheard = this.pending
      .filter((one) => one.operation === operation)
      .flatMap((one) => (one.kind === "timer" ? [] : requestText(one.exchange)))
      .filter((text) => text.startsWith("commit "));
    this.remember(operation.call, ending);
    this.tell(
      () =>
        `${nameOf(operation)} ${"answer" in ending ? `answers ${JSON.stringify(ending.answer)}` : `fails: ${errorText(ending.error)}`}`,
    );
    this.watch.ended(operation, ending, this.time.now * 1000);
  }

  private remember(call: Call, ending: Ending): void {
    if (call.name !== "getMyBookings" || "error" in ending) return;
    const { nextCursor: cursor } = ending.answer as { nextCursor: string | null };
    if (cursor) this.cursors.set(call.userId, cursor);
  }

  private add(
    waits:
      | { kind: "request"; exchange: Exchange; readAt: number }
      | { kind: "timer"; due: number; fire: () => void },
  ): void {
    if (this.current === NOBODY) throw new Error(`a ${waits.kind} that belongs to no operation`);
    this.pending.push({ id: ++this.ids, operation: this.current, ...waits });
  }

  private replace(one: Pending, by: Pending): void {
    this.pending = this.pending.map((other) => (other === one ? by : other));
  }

  private committed(changes: readonly Change[], time: number): void {
    const entries = this.watch.commit(changes, time, this.current);
    this.tell(() => `  committed at ${inWords(time / 1000)}: ${entries.map(entryText).join("; ")}`);
    for (const change of changes) {
      const isUpdate = change.before !== null && change.after !== null;
      if (isUpdate && change.name.includes("/paymentIntents/"))
        this.events.push({ id: ++this.ids, change, time });
    }
  }
}
