import { deliverEvent, run } from "./calls.js";
import type { Operation } from "./operation.js";
import { inWords, type World } from "./world.js";

/** Longer than a lock, a lease, and the minute a payment may wait for its user to try again. */
const PATIENCE_MS = 6 * 60_000;

/** Two rounds of sweeps in a row that change nothing are rest; there must be rest within so many rounds. */
const MOST_ROUNDS = 10;
const QUIET_ROUNDS = 2;

/**
 * Ends a world: faults cease, what is under way comes to its end (or never does, or only long afterwards), events are
 * delivered or lost, time passes, and sweeps come by until they find nothing to do.
 */
export async function end(world: World): Promise<void> {
  const { fate, eventsAreLost } = world.plan;
  world.tell(() => `the end begins: ${fate}, events are ${eventsAreLost ? "lost" : "delivered"}`);
  const late = world.operations.filter((operation) => world.isRunning(operation));
  if (fate === "everything comes to its end") await goOn(world);
  if (fate === "everything stops") for (const operation of late) world.stop(operation);
  await rest(world, late);
  if (fate !== "everything comes to its end") {
    world.tell(() => "what was delayed arrives");
    await goOn(world);
    await rest(world, []);
  }
  if (world.watch.violation === null) world.watch.atRest();
}

/** Delivers or loses the events, lets time pass and sweeps come by until all is quiet. */
async function rest(world: World, without: readonly Operation[]): Promise<void> {
  const { eventsAreLost, sweepsAtOnce } = world.plan;
  let quiet = 0;
  for (
    let round = 0;
    round < MOST_ROUNDS && quiet < QUIET_ROUNDS && world.watch.violation === null;
    round++
  ) {
    if (eventsAreLost) world.events.length = 0;
    while (world.events.length > 0) {
      await deliverEvent(world, world.events.shift()!, 0);
      await goOn(world, without);
    }
    world.time.now += PATIENCE_MS;
    world.tell(() => `time passes: ${inWords(world.time.now)}`);
    const commits = world.commits;
    for (let index = 0; index < sweepsAtOnce; index++) {
      await run(world, { name: "sweepExpiredLocks" }, index % world.instances.length);
    }
    await goOn(world, without);
    quiet = world.commits === commits ? quiet + 1 : 0;
  }
}

/** Lets everything go on, oldest first, until nothing waits. */
async function goOn(world: World, without: readonly Operation[] = []): Promise<void> {
  for (;;) {
    if (world.watch.violation !== null) return;
    const one = world.ready().find(({ operation }) => !without.includes(operation));
    if (one === undefined) {
      const timers = world.pending.filter(
        (other) => other.kind === "timer" && !without.includes(other.operation),
      );
      if (timers.length === 0) return;
      world.toNextTimer(without);
    } else if (one.kind === "request") await world.execute(one);
    else await world.deliver(one);
  }
}
