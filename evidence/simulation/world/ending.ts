import { deliverEvent, run } from "./calls.js";
import { inWords } from "./words.js";
import type { World } from "./world.js";

/** Longer than a lock, a lease, and the minute a payment may wait for its user to try again. */
const PATIENCE_MS = 6 * 60_000;

/** Two rounds of sweeps in a row that change nothing are rest; there must be rest within so many rounds. */
const MOST_ROUNDS = 10;
const QUIET_ROUNDS = 2;

/** No world takes so many steps, but one in which something goes round and round. */
const MOST_STEPS = 20_000;

/**
 * Ends a world: faults cease, what is under way comes to its end (or never does, or only long afterwards), events are
 * delivered or lost, time passes, and sweeps come by until they find nothing to do.
 */
export async function end(world: World): Promise<void> {
  const { fate, eventsAreLost } = world.plan;
  world.tell(() => `the end begins: ${fate}, events are ${eventsAreLost ? "lost" : "delivered"}`);
  const late = world.operations.filter((operation) => operation.delayed);
  if (fate === "everything comes to its end") for (const operation of late) world.delay(operation, false);
  if (fate === "what is delayed never comes") for (const operation of late) world.stop(operation);
  await rest(world);
  // What was sent by those that stopped, or delayed past anything, arrives now.
  for (const operation of late) world.delay(operation, false);
  const isQuiet = await rest(world);
  if (!world.isOver) world.watch.atRest(isQuiet);
  if (world.plan.looksBack) await lookBack(world);
}

/**
 * Lets everything go on, delivers or loses the events, lets time pass and sweeps come by until all is quiet.
 * @returns whether it ever is: a sweep with nothing to do writes nothing.
 */
async function rest(world: World): Promise<boolean> {
  const { eventsAreLost, sweepsAtOnce } = world.plan;
  await goOn(world);
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS && !world.isOver; round++) {
    if (eventsAreLost) world.events.length = 0;
    while (world.events.length > 0) {
      await deliverEvent(world, world.events.shift()!, 0);
      await goOn(world);
    }
    world.time.now += PATIENCE_MS;
    world.tell(() => `time passes: ${inWords(world.time.now)}`);
    const commits = world.watch.books.commits;
    for (let index = 0; index < sweepsAtOnce; index++) {
      await run(world, { name: "sweepExpiredLocks" }, index % world.instances.length);
    }
    await goOn(world);
    quiet = world.watch.books.commits === commits ? quiet + 1 : 0;
  }
  return quiet === QUIET_ROUNDS && world.steps < MOST_STEPS;
}

/** Everybody reads their bookings, one or two to a page, and looks at the seats. */
async function lookBack(world: World): Promise<void> {
  const { users, performances } = world.plan;
  for (const [index, userId] of users.entries()) {
    world.cursors.delete(userId);
    for (let cursor: string | null = null, pages = 0; cursor !== null || pages === 0; pages++) {
      const pageSize = 1 + (index % 2);
      await run(world, { name: "getMyBookings", userId, pageSize, cursor, status: null }, 0);
      await goOn(world);
      const next = world.cursors.get(userId) ?? null;
      // The last page tells of no other: what is remembered is then where it began.
      if (world.isOver || next === cursor) break;
      cursor = next;
    }
  }
  for (const { performanceId } of performances) {
    await run(world, { name: "getOccupiedSeats", performanceId, seatIds: null }, 0);
    await goOn(world);
  }
}

/** Lets everything go on, oldest first, until nothing waits. */
async function goOn(world: World): Promise<void> {
  while (world.isBusy && !world.isOver && world.steps < MOST_STEPS) {
    const one = world.ready()[0];
    if (one === undefined) world.toNextTimer();
    else if (one.kind !== "request") await world.deliver(one);
    else {
      await world.execute(one);
      if (one.operation.state === "stopped") world.forget(one);
    }
  }
}
