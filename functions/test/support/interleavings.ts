import { clearDatabase, runSweep } from "./world.js";
import { watched, type FirestoreRequest } from "./transport.js";
import { tell, type Told } from "./told.js";
import type { Place } from "./steps.js";
import { assertSettled } from "./invariants.js";

/** Concurrent calls, and how to interleave and check them. */
export interface Collision {
  calls: Record<string, () => Promise<unknown>>;
  /** The last request that a call sends before it is interleaved with the others. Without one, all its requests are. */
  headStart?: Record<string, Place>;
  /** The read time that the last request of a head start gets. The default is the true one. */
  headStartReadAt?: Date;
  /** Checks the database after an order. The default is the sweep and then `assertSettled`. */
  check?: (ending: Ending) => Promise<void>;
}

/** How each call of a collision ended, by the call's name. */
export type Ending = Record<string, Told>;

/**
 * Runs calls in each order of their requests, from an empty database, and checks the database after each order. Of
 * orders that differ only in independent requests, one is run ("sleep sets", Godefroid 1996).
 * @param begin writes what the calls need and returns the calls.
 * @returns the different endings.
 * @throws Error if a check of the database fails, with the order of the requests, or if an order cannot be repeated.
 */
export async function everyInterleaving(begin: () => Promise<Collision>): Promise<Ending[]> {
  const endings = new Map<string, Ending>();
  for (let choices: Choice[] | null = []; choices !== null;) {
    await clearDatabase();
    const run: Interleaving = new Interleaving(choices, await begin());
    const ending = await run.toTheEnd();
    if (ending !== null) {
      endings.set(JSON.stringify(ending), ending);
      await run.checkDatabase(ending);
    }
    choices = run.next();
  }
  return [...endings.values()];
}

/** The call chosen to send its request at one step of an order. */
interface Choice {
  taken: string;
  /** The calls that were chosen at this step in earlier orders. */
  before: string[];
}

/** One order of the requests of a collision. */
class Interleaving {
  private readonly history: string[] = [];
  private readonly steps: (Choice & { others: string[] })[] = [];
  private readonly waiting = new Map<string, { request: FirestoreRequest; proceed: () => void }>();
  /**
   * Calls that an earlier order chose at one of the steps so far, and whose requests are independent of all requests
   * since.
   */
  private asleep = new Set<string>();
  private busy = 0;
  private free = false;
  private quiet = () => {};

  /** @param choices the first steps of the order. Each later step takes the first call, by name, that is not asleep. */
  constructor(
    private readonly choices: readonly Choice[],
    private readonly collision: Collision,
  ) {}

  /** Runs the order. Returns how each call ended, or null if the order repeats one that was run before. */
  async toTheEnd(): Promise<Ending | null> {
    const names = Object.keys(this.collision.calls);
    this.busy = names.length;
    const ended = Promise.all(names.map(async (name) => [name, await tell(this.start(name))] as const));
    for (;;) {
      if (this.busy > 0) await new Promise<void>((resolve) => (this.quiet = resolve));
      if (this.waiting.size === 0) break;
      const awake = [...this.waiting.keys()].filter((name) => !this.asleep.has(name)).sort();
      if (awake.length === 0) return this.giveUp(ended);
      await this.step(awake);
    }
    return Object.fromEntries(await ended);
  }

  async checkDatabase(ending: Ending): Promise<void> {
    const { check = () => runSweep().then(assertSettled) } = this.collision;
    try {
      await check(ending);
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
    const last = this.collision.headStart?.[name];
    const readAt = this.collision.headStartReadAt;
    let isAhead = last !== undefined;
    const watcher = (request: FirestoreRequest) => {
      if (!isAhead) return this.hold(name, request);
      isAhead = request.place !== last;
      return isAhead || readAt === undefined ? "pass" : { readAt };
    };
    const call = async () => {
      const answer = await this.collision.calls[name]!();
      if (isAhead) throw new Error(`${name} never came to "${last}"`);
      return answer;
    };
    return watched(watcher, call).finally(() => this.rest());
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
    this.history.push(`${taken}: ${request.place}`);
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

/** Returns whether the order of two requests may matter: at least one is a commit, and both use a collection. */
function meet(left: FirestoreRequest, right: FirestoreRequest): boolean {
  return (
    (left.isCommit || right.isCommit) &&
    [...left.collections].some((collection) => right.collections.has(collection))
  );
}
