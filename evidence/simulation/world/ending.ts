import { drawBooking, drawSuccess } from "./calls.js";
import { run } from "./delivery.js";
import { deliverEvent } from "./events.js";
import { blocksOf } from "../invariants/showing.js";
import { answerReview } from "./operator.js";
import { failsAtGateway } from "./faults.js";
import { LONGEST_JUMP_MS } from "./jumps.js";
import { inWords } from "./words.js";
import type { World } from "./world.js";

/**
 * How much time passes at least before each round of sweeps, in milliseconds. It is longer than a lock and than a lease.
 */
const PATIENCE_MS = 6 * 60_000;

/** How much time passes at least before each round of sweeps while the gateway is down, in milliseconds. */
const OUTAGE_PATIENCE_MS = 4 * PATIENCE_MS;
/** The same as `OUTAGE_PATIENCE_MS`, in a long world. It is hours, so that refunds become overdue. */
const LONG_OUTAGE_PATIENCE_MS = 4 * 3_600_000;

/** A day more than the longest time between two looks at a refund that is done. */
const LONGEST_WAIT_MS = 24 * 24 * 3_600_000;

/** The most rounds of sweeps in one `rest` if no days may pass. */
const MOST_ROUNDS = 10;
/** The most rounds of sweeps in one `rest` if days may pass. If they are not enough, an invariant is violated. */
const MOST_LONG_ROUNDS = 40;
/** The rounds of sweeps end early when this many rounds in a row commit nothing. */
const QUIET_ROUNDS = 2;

/** The limit of steps for a world, in case of an endless loop. */
const MOST_STEPS = 20_000;

/**
 * Ends a world without further faults, except that an outage lasts through the first sweeps. Operations and events end
 * as the plan says, sweeps run, an operator may answer reviews, the maps are read, and the invariants of a world at
 * rest are checked.
 */
export async function end(world: World): Promise<void> {
  const { fate, eventsAreLost } = world.plan;
  world.tell(() => `the end begins: ${fate}, events are ${eventsAreLost ? "lost" : "delivered"}`);
  const late = world.operations.filter((operation) => operation.delayed);
  if (fate === "everything comes to its end") for (const operation of late) world.delay(operation, false);
  if (fate === "what is delayed never comes") for (const operation of late) world.stop(operation);
  await rest(world, { isLong: false });
  world.isGatewayDown = false;
  // Now the delayed operations go on, and requests that stopped operations had sent before arrive.
  for (const operation of late) world.delay(operation, false);
  await goOn(world);
  let isQuiet = await rest(world, { isLong: true });
  if (world.plan.answers > 0 && !world.isOver) {
    await answerAll(world);
    isQuiet = await rest(world, { isLong: true });
  }
  await readMaps(world);
  if (!world.isOver) world.watch.atRest(isQuiet, world.time.now * 1000);
  if (world.plan.looksBack) await lookBack(world);
}

/**
 * Lets all operations finish that are not delayed, delivers or drops the events, and runs sweeps
 * until two rounds in a row commit nothing.
 * @param options.isLong whether days may pass until all is done. Set only if no operation is delayed.
 * @returns false if the allowed rounds or steps are used up before, or if the world is over.
 */
async function rest(world: World, { isLong }: { isLong: boolean }): Promise<boolean> {
  const { eventsAreLost, sweepsAtOnce } = world.plan;
  await goOn(world);
  let quiet = 0;
  for (
    let round = 0;
    round < (isLong ? MOST_LONG_ROUNDS : MOST_ROUNDS) && quiet < QUIET_ROUNDS && !world.isOver;
    round++
  ) {
    if (eventsAreLost) world.events.length = 0;
    while (world.events.length > 0) {
      await deliverEvent(world, world.events.shift()!, 0);
      await goOn(world);
    }
    // Rounds are longer while the gateway is down, so that a payment's outcome can stay
    // unknown for more than an hour.
    const outage = world.plan.isLong ? LONG_OUTAGE_PATIENCE_MS : OUTAGE_PATIENCE_MS;
    const patience = world.isGatewayDown ? outage : PATIENCE_MS;
    // No process lasts for so long.
    if (patience > LONGEST_JUMP_MS) world.stopAll();
    world.time.now = Math.max(world.time.now + patience, isLong ? nextDue(world) : 0);
    world.tell(() => `time passes: ${inWords(world.time.now)}`);
    const commits = world.watch.books.commits;
    for (let index = 0; index < sweepsAtOnce; index++) {
      await run(world, { name: "sweepExpiredLocks" }, index % world.instances.length);
      await run(world, { name: "sweepRefunds" }, index % world.instances.length);
    }
    await goOn(world);
    quiet = world.watch.books.commits === commits ? quiet + 1 : 0;
  }
  return quiet === QUIET_ROUNDS && world.steps < MOST_STEPS;
}

/** Lets an operator answer as many reviews as are open now. This may send refunds again. */
async function answerAll(world: World): Promise<void> {
  world.step();
  const open = [...world.watch.books.tables.reviews.values()].filter(({ status }) => status === "open");
  for (let answered = 0; answered < open.length && !world.isOver; answered++) {
    await answerReview(world);
    await goOn(world);
  }
}

/**
 * The earliest time at which a payment or a refund is due, in milliseconds since 1970. It may be in the past.
 * 0 if none is due within `LONGEST_WAIT_MS`.
 */
function nextDue({ watch, time }: World): number {
  const { paymentIntents, refunds } = watch.books.tables;
  const dues = [...paymentIntents.values(), ...refunds.values()]
    .map(({ dueAt }) => Math.ceil((dueAt ?? 0) / 1000))
    .filter((due) => due > 0 && due < time.now + LONGEST_WAIT_MS);
  return dues.length > 0 ? Math.min(...dues) : 0;
}

/** Reads every map, because a read builds a map that is absent. */
async function readMaps(world: World): Promise<void> {
  for (const [performanceId, performance] of world.watch.books.tables.performances)
    for (const block of blocksOf(performance).keys())
      if (!world.isOver) {
        await run(world, { name: "getSeatMap", performanceId, block }, 0);
        await goOn(world);
      }
}

/** Makes every user list their bookings, one or two per page, and then lists the seats of every performance. */
async function lookBack(world: World): Promise<void> {
  const { users, performances } = world.plan;
  for (const [index, userId] of users.entries()) {
    world.memory.cursors.delete(userId);
    for (let cursor: string | null = null, pages = 0; cursor !== null || pages === 0; pages++) {
      const pageSize = 1 + (index % 2);
      await run(world, { name: "getMyBookings", userId, pageSize, cursor, status: null }, 0);
      await goOn(world);
      const next = world.memory.cursors.get(userId) ?? null;
      // The last page has no next cursor, so the remembered cursor is still the one of this page.
      if (world.isOver || next === cursor) break;
      cursor = next;
    }
  }
  for (const { performanceId } of performances) {
    await run(world, { name: "getOccupiedSeats", performanceId, seatIds: null }, 0);
    await goOn(world);
  }
}

/** Sells some bookings before a world's life begins, without faults. Most of them are confirmed, too. */
export async function sellBefore(world: World): Promise<void> {
  const { choices, plan, watch, instances } = world;
  for (let sold = 0; sold < plan.soldBefore && !world.isOver; sold++) {
    world.step();
    await run(world, drawBooking(world), choices.below(instances.length));
    await goOn(world);
    const latest = [...watch.books.tables.bookings.values()].at(-1);
    if (latest === undefined) continue;
    await run(world, drawSuccess(world, latest), choices.below(instances.length));
    await goOn(world);
    if (choices.weighted([4, 1]) === 1) continue;
    for (const event of world.events.splice(0)) await deliverEvent(world, event, 0);
    await goOn(world);
  }
}

/** Lets all operations finish that are not delayed. What is pending longest goes on first. Moves the time to timers. */
async function goOn(world: World): Promise<void> {
  while (world.queue.isBusy && !world.isOver && world.steps < MOST_STEPS) {
    const one = world.ready()[0];
    if (one === undefined) world.toNextTimer();
    else if (one.kind !== "request") await world.deliver(one);
    else if (failsAtGateway(world, one)) continue;
    else {
      await world.execute(one);
      if (one.operation.state === "stopped") world.queue.forget(one);
    }
  }
}
