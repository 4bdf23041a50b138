import { watched, type FirestoreRequest } from "./transport.js";

/** A world in which calls are about to run into each other. Each call sends one request at a time. */
export interface Collision {
  calls: Record<string, () => Promise<unknown>>;
  /** How many requests a call has sent before the others begin; none unless it is named. */
  headStart?: Record<string, number>;
  /** Looks at the world when all calls have ended. */
  check(ended: Record<string, PromiseSettledResult<unknown>>): Promise<void>;
}

/**
 * Runs calls in every order in which their requests can reach Firestore, each time in a world of its own. The database
 * changes only by requests, so there is no other order of events. Of orders that differ only in which of two requests
 * came first that have nothing to do with each other, one is run ("sleep sets", Godefroid 1996).
 * @param begin makes a new world.
 * @returns how many orders were run.
 * @throws what `check` throws, with the order in which it happened.
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

/** Which call goes on, where others could have. */
interface Choice {
  taken: string;
  /** The calls that went on from here in orders that were run before. */
  before: string[];
}

/** One order: whenever all calls wait to send a request or have ended, one of them may send it. */
class Interleaving {
  private readonly history: string[] = [];
  private readonly steps: (Choice & { others: string[] })[] = [];
  private readonly waiting = new Map<string, { request: FirestoreRequest; proceed: () => void }>();
  /** Calls that went first in an order run before, and that nothing has met since: the same order again. */
  private asleep = new Set<string>();
  private busy = 0;
  private free = false;
  private quiet = () => {};

  /** @param choices how the order begins; it then goes on with the first that was not tried. */
  constructor(
    private readonly choices: readonly Choice[],
    private readonly collision: Collision,
  ) {}

  /** How each call ended, or null if this order turned out to be one that was run before. */
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

  /** How the next order begins, or null after the last. */
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

  /** Lets the calls end as they like, so that they leave nothing half done to the orders that follow. */
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

/** Tells whether it matters which of two requests comes first. */
function meet(left: FirestoreRequest, right: FirestoreRequest): boolean {
  const writes = left.method === "Commit" || right.method === "Commit";
  return writes && [...left.collections].some((collection) => right.collections.has(collection));
}
