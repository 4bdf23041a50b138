import { AsyncLocalStorage } from "node:async_hooks";
import { type Change, createEngine, Databases, type FirestoreService } from "local-firestore/engine";
import {
  newOperation,
  sharesWork,
  type Call,
  type Operation,
  type RefundReads,
} from "../invariants/operation.js";
import { Watch, type Ending } from "../invariants/watch.js";
import { settle } from "../runtime/globals.js";
import type { Instance } from "../runtime/instance.js";
import { execute } from "../runtime/transport.js";
import type { Codec } from "../runtime/codec.js";
import type { Machine } from "../runtime/machine.js";
import type { Choices } from "./choices.js";
import { Clock } from "./clock.js";
import { isHeard, type Event } from "./events.js";
import { Memory } from "./memory.js";
import type { Plan } from "./plan.js";
import { Queue, type Answered, type Pending, type Ready } from "./queue.js";
import { isCutOff, noteReads, tellsTheTime } from "./reads.js";
import { entryText, errorText, inWords, nameOf, requestText } from "./words.js";

export const DATABASE = "projects/demo-simulation/databases/(default)";

/** A cut-off stream needs this many turns of the event loop, because the SDK pipes it through several streams. */
const BROKEN_STREAM_TURNS = 4;

/** Every operation waits for its answers at least this long after its beginning, in microseconds. */
const PATIENCE_MICROS = 10 * 1e6;

/**
 * The operation whose code runs now. It stays the same through the operation's promises, even after a wait for the
 * work of another operation.
 */
const running = new AsyncLocalStorage<Operation>();

const NO_READS: RefundReads = { purchase: 0, performance: 0 };

/** One world of the deterministic simulation: its database, its operations, and the checks of its invariants. */
export class World {
  readonly watch = new Watch();
  readonly operations: Operation[] = [];
  readonly events: Event[] = [];
  readonly queue = new Queue();
  /** How often an operation was begun, a request executed, an answer delivered or a timer fired. */
  steps = 0;
  /** How many calls were begun by a step of their own: see `steps.ts`. The plan limits their number. */
  begun = 0;
  /** The operation that was chosen last to go on. */
  latest: Operation | null = null;
  /** Whether the gateway is down, so that requests to it fail. */
  isGatewayDown = false;
  readonly memory = new Memory();
  /** For each step, the id of the last operation that it began, let go on, paused, resumed or stopped, or 0. */
  readonly moved: number[] = [];
  private readonly databases = new Databases();
  readonly service: FirestoreService = createEngine(this.databases);
  private readonly clocks: Clock[];

  constructor(
    readonly plan: Plan,
    readonly choices: Choices,
    readonly machine: Machine,
    readonly instances: readonly Instance[],
    /** Receives each line of the world's history. */
    readonly tell: (line: () => string) => void,
    /** Whether the world continues after a violation. */
    private readonly goesOn: boolean,
    private readonly codec: Codec,
  ) {
    this.clocks = plan.instances.map((instance) => new Clock(instance, this.time.now * 1000));
    this.databases.get(DATABASE).onCommit((changes, time) => this.committed(changes, time));
  }

  /** Whether the world must end because an invariant was violated. */
  get isOver(): boolean {
    return !this.goesOn && this.watch.violations.size > 0;
  }

  get time() {
    return this.machine.time;
  }

  /** Connects the world to the machine, so that it receives the requests, timers and log lines. */
  connect(): void {
    this.machine.meet({
      request: (exchange) => {
        const { readAt = 0, refundReads = NO_READS } = this.current ?? {};
        this.add({ kind: "request", exchange, readAt, refundReads });
      },
      timer: (timer) => this.add({ kind: "timer", ...timer }),
      cleared: ({ fire }) => this.queue.forgetTimer(fire),
      logged: (line) => {
        this.tell(() => `log: ${line.replace(/\n\s+at .*/g, "")}`);
        this.watch.logged(line, this.current);
      },
      unheard: (reason) => this.watch.unheard(reason),
    });
  }

  /** The running operation, or null while an administrator writes. */
  private get current(): Operation | null {
    return running.getStore() ?? null;
  }

  /** Begins a step of the world, with its own list of choices. */
  step(): void {
    this.choices.step();
    this.moved.push(0);
  }

  /** Notes that the current step began, let go on, paused, resumed or stopped this operation. */
  moves(operation: Operation): void {
    this.moved[this.moved.length - 1] = operation.id;
  }

  /** Begins an operation and runs it until it waits for an answer or a timer. */
  async begin(call: Call, instance: number, run: () => unknown): Promise<Operation> {
    const { watch, clocks } = this;
    const time = this.time.now * 1000;
    const begun = { time, known: clocks[instance]!.earliest(time), commits: watch.books.commits };
    const operation = newOperation({ id: this.operations.length + 1, call, instance, begun });
    const others = this.operations.filter((other) => sharesWork(other, operation));
    // The operation may share the unfinished work of these others. Then their faults and
    // standstills are also its own.
    const joined = others.filter((other) => other.state === "running" || this.queue.has(other));
    if (call.name !== "getOccupiedSeats")
      for (const other of [operation, ...joined]) other.sharesDrawing = joined.length > 0;
    operation.misread = joined.some(({ misread }) => misread);
    // The instance may answer with a map that it kept while it stood still.
    const mayBeKept = call.name === "getSeatMap" && this.instances[instance]!.lostMs > 0;
    operation.stoodStill = mayBeKept || joined.some(({ stoodStill }) => stoodStill);
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

  /** What can go on now, oldest first. Excludes delayed operations, requests being executed and timers not yet due. */
  ready(): Ready[] {
    return this.queue.ready(this.time.now);
  }

  /** Pauses an operation, or ends its pause. */
  delay(operation: Operation, delayed: boolean): void {
    this.moves(operation);
    operation.delayed = delayed;
    this.tell(() => `${nameOf(operation)} ${delayed ? "is delayed" : "is delayed no longer"}`);
  }

  /** Executes a request at the server. Its answer, or what `instead` makes of it, is then pending. */
  async execute(
    one: Pending & { kind: "request" },
    instead: (outcome: Answered) => Answered = (outcome) => outcome,
  ): Promise<void> {
    const { exchange, operation, id } = one;
    const executing = { id, operation, kind: "executing", exchange } as const;
    this.queue.replace(one, executing);
    const answered = (outcome: Answered) => this.queue.answer(executing, instead(outcome), this.time.now);
    // During the execution, the operation has the read times of when it sent the request. Later
    // reads had no influence on the request.
    const { readAt, refundReads } = operation;
    operation.readAt = one.readAt;
    operation.refundReads = one.refundReads;
    await this.resume(operation, () => {
      execute(this.service, this.codec, exchange.method, exchange.request).then(
        (messages) => answered({ messages }),
        (error: Error) => answered({ error }),
      );
    });
    operation.readAt = readAt;
    operation.refundReads = refundReads;
  }

  /** Delivers an answer or fires a timer, and runs the operation until it waits again. */
  async deliver(one: Pending & { kind: "answer" | "timer" }): Promise<void> {
    this.queue.forget(one);
    if (one.operation.state === "stopped") return;
    if (one.kind === "answer") {
      const late = (this.time.now + 1 - one.at) * 1000;
      // After this time the operation may have timed out. Then it no longer reads the time from an answer.
      const isWaiting = this.time.now * 1000 - one.operation.begun.time < PATIENCE_MICROS;
      const isNoted = "messages" in one.outcome && isWaiting && tellsTheTime(one.exchange);
      this.clocks[one.operation.instance]!.heard(late, isNoted);
      if ("error" in one.outcome) one.operation.failures++;
      noteReads(one);
    }
    await this.resume(
      one.operation,
      () => {
        if (one.kind === "timer") one.fire();
        else if ("error" in one.outcome) one.exchange.fail(one.outcome.error, one.outcome.before);
        else one.exchange.answer(one.outcome.messages);
      },
      one.kind === "answer" && isCutOff(one) ? BROKEN_STREAM_TURNS : 1,
    );
  }

  /** Stops an operation for ever, as a crash does. Requests that it sent before may still arrive. */
  stop(operation: Operation): void {
    this.moves(operation);
    operation.state = "stopped";
    this.queue.forgetAllButRequests(operation);
    this.instances[operation.instance]!.forgetSharedWork();
    this.tell(() => `${nameOf(operation)} is stopped for ever`);
  }

  /** Stops all operations and drops all that is pending, because no process or request lasts for hours. */
  stopAll(): void {
    for (const operation of this.operations) {
      operation.delayed = false;
      if (operation.state === "running") operation.state = "stopped";
    }
    this.queue.forgetAll();
    for (const instance of this.instances) instance.forgetSharedWork();
  }

  /**
   * Notes that an instance stood still for this many milliseconds of the database's time. Its timers go by its clock, so
   * they fire later.
   */
  stoodStill(instance: number, milliseconds: number): void {
    this.queue.postponeTimers(instance, milliseconds);
    this.instances[instance]!.lostMs += milliseconds;
    this.clocks[instance]!.stoodStill(milliseconds * 1000);
    for (const operation of this.operations)
      if (operation.instance === instance && operation.state === "running") operation.stoodStill = true;
  }

  /** Moves the time to when the next timer is due. */
  toNextTimer(): void {
    const due = this.queue.nextDue;
    if (due < Infinity) this.time.now = Math.max(this.time.now, due);
  }

  /**
   * Runs `act` and its consequences as this operation's code.
   * @param turns how many turns of the event loop the consequences need.
   */
  private async resume(operation: Operation, act: () => void, turns = 1): Promise<void> {
    this.steps++;
    this.time.now++;
    running.run(operation, act);
    for (let turn = 0; turn < turns; turn++) await settle();
  }

  private end(operation: Operation, state: "answered" | "refused", ending: Ending): void {
    if (operation.state === "stopped") return;
    operation.state = state;
    operation.unheard = this.queue
      .requestsOf(operation)
      .map(requestText)
      .filter((text) => text.startsWith("commit "));
    this.memory.received(operation.call, ending);
    this.tell(
      () =>
        `${nameOf(operation)} ${"answer" in ending ? `answers ${JSON.stringify(ending.answer)}` : `fails: ${errorText(ending.error)}`}`,
    );
    this.watch.ended(operation, ending, this.time.now * 1000);
  }

  private add(waits: Parameters<Queue["add"]>[1]): void {
    if (this.current === null) throw new Error(`a ${waits.kind} that belongs to no operation`);
    this.queue.add(this.current, waits);
  }

  private committed(changes: readonly Change[], time: number): void {
    const entries = this.watch.commit(changes, time, this.current);
    this.tell(() => `  committed at ${inWords(time / 1000)}: ${entries.map(entryText).join("; ")}`);
    for (const [index, change] of changes.entries()) {
      if (!isHeard(change)) continue;
      const id = this.queue.nextId();
      this.events.push({ id, change, time });
      this.watch.books.maps.sent(id, entries[index]!);
    }
  }
}
