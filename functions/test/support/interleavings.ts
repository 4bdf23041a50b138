import { watched, type FirestoreRequest } from "./transport.js";

/** A database and concurrent calls on it. Each call sends one request at a time. */
export interface Collision {
  calls: Record<string, () => Promise<unknown>>;
  /** The number of requests that a call may send before the calls are interleaved. The default is 0. */
  headStart?: Record<string, number>;
  /** Checks the database when all calls have ended. */
  check(ended: Record<string, PromiseSettledResult<unknown>>): Promise<void>;
}

/**
 * Runs calls in every order in which their requests can reach Firestore, each time from a new database. These are all
 * the orders of events, because the database changes only by requests. If two requests are independent, only one of
 * their two orders is run ("sleep sets", Godefroid 1996).
 * @param begin makes a new database and its calls.
 * @returns the number of orders that were run.
 * @throws the error that `check` throws, with the order in which it happened.
 */
export async function everyInterleaving(begin: () => Promise<Collision>): Promise<number> {
  let orders = 0;
  for (let choices: Choice[] | null = []; choices !== null;) {
    const run: Interleaving = new Interleaving(choices, await begin());
    const ended = await run.toTheEnd();
    if (ended !== null) {
      orders++;
      await run.check(ended);
    }
    choices = run.next();
  }
  return orders;
}

/** The call chosen to send its request at one step of an order. */
interface Choice {
  taken: string;
  /** The calls that were chosen at this step in earlier orders. */
  before: string[];
}

/** One order of requests. When every call has ended or waits to send a request, one waiting call may send its request. */
class Interleaving {
  private readonly history: string[] = [];
  private readonly steps: (Choice & { others: string[] })[] = [];
  private readonly waiting = new Map<string, { request: FirestoreRequest; proceed: () => void }>();
  /**
   * Calls that were chosen first in an earlier order, and whose requests are independent of all requests since. To choose
   * one now would repeat the earlier order.
   */
  private asleep = new Set<string>();
  private busy = 0;
  private free = false;
  private quiet = () => {};

  /** @param choices the first steps of the order. After them, each step takes the first call that is not asleep. */
  constructor(
    private readonly choices: readonly Choice[],
    private readonly collision: Collision,
  ) {}

  /** Runs the order. Returns how each call ended, or null if the order repeats one that was run before. */
  async toTheEnd(): Promise<Record<string, PromiseSettledResult<unknown>> | null> {
    const names = Object.keys(this.collision.calls);
    this.busy = names.length;
    const ended = Promise.allSettled(names.map((name) => this.start(name)));
    for (;;) {
      if (this.busy > 0) await new Promise<void>((resolve) => (this.quiet = resolve));
      if (this.waiting.size === 0) break;
      const awake = [...this.waiting.keys()].filter((name) => !this.asleep.has(name)).sort();
      if (awake.length === 0) return this.giveUp(ended);
      await this.step(awake);
    }
    const results = await ended;
    return Object.fromEntries(names.map((name, index) => [name, results[index]!]));
  }

  async check(ended: Record<string, PromiseSettledResult<unknown>>): Promise<void> {
    try {
      await this.collision.check(ended);
    } catch (error) {
      throw new Error(`in the order ${this.history.join(", ")}: ${String(error)}`, { cause: error });
    }
  }

  /** Returns the first steps of the next order, or null after the last order. */
  next(): Choice[] | null {
    for (let last = this.steps.length - 1; last >= 0; last--) {
      const { taken, before, others } = this.steps[last]!;
      const untried = others.find((name) => !before.includes(name));
      if (untried === undefined) continue;
      return [...this.steps.slice(0, last), { taken: untried, before: [...before, taken] }];
    }
    return null;
  }

  private start(name: string): Promise<unknown> {
    let ahead = this.collision.headStart?.[name] ?? 0;
    const watcher = (request: FirestoreRequest) => (ahead-- > 0 ? "pass" : this.hold(name, request));
    return watched(watcher, this.collision.calls[name]!).finally(() => this.rest());
  }

  private async step(awake: string[]): Promise<void> {
    const { taken, before } = this.choices[this.steps.length] ?? { taken: awake[0]!, before: [] };
    this.steps.push({ taken, before, others: awake.filter((name) => name !== taken) });
    const chosen = this.waiting.get(taken);
    if (chosen === undefined)
      throw new Error(`the order ${this.history.join(", ")} went on another way before`);
    const { request, proceed } = chosen;
    const sleepers = [...this.asleep, ...before];
    this.asleep = new Set(sleepers.filter((name) => !meet(this.waiting.get(name)!.request, request)));
    this.waiting.delete(taken);
    this.history.push(`${taken} ${request.method} ${[...request.collections].join("+")}`);
    this.busy++;
    proceed();
    await request.answered;
  }

  /** Lets the calls run to their end in any order, so that none of them is still running in the next order. */
  private async giveUp(ended: Promise<unknown>): Promise<null> {
    this.free = true;
    for (const { proceed } of this.waiting.values()) proceed();
    await ended;
    return null;
  }

  private hold(name: string, request: FirestoreRequest): "pass" | Promise<"pass"> {
    if (this.free) return "pass";
    return new Promise((resolve) => {
      this.waiting.set(name, { request, proceed: () => resolve("pass") });
      this.rest();
    });
  }

  private rest(): void {
    if (--this.busy === 0) this.quiet();
  }
}

/** Returns whether the order of two requests matters: one of them writes, and both use the same collection. */
function meet(left: FirestoreRequest, right: FirestoreRequest): boolean {
  const writes = left.method === "Commit" || right.method === "Commit";
  return writes && [...left.collections].some((collection) => right.collections.has(collection));
}
