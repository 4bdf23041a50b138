import { beginCall, deliverEvent, run } from "./calls.js";
import { attempt } from "./faults.js";
import { remove } from "./desk.js";
import type { Operation, Pending } from "./operation.js";
import { putOnSale } from "./performances.js";
import { inWords, nameOf } from "./words.js";
import type { World } from "./world.js";

/** The limit of steps for a world's life. Operations that still run then continue without faults in `ending.ts`. */
const MOST_CHOICES = 500;

/** Runs a world until all its operations have begun and nothing is pending. Each step chooses what happens next. */
export async function live(world: World): Promise<void> {
  for (let count = 0; count < MOST_CHOICES && !world.isOver; count++) {
    world.step();
    const alive = await step(world);
    if (!alive) return;
  }
}

/**
 * Chooses what happens next, and does it.
 * @returns false if nothing is left to do.
 */
async function step(world: World): Promise<boolean> {
  const { choices, plan, events } = world;
  const ready = world.ready();
  const running = world.operations.filter((operation) => operation.state === "running" && !operation.delayed);
  const delayed = world.operations.filter((operation) => operation.delayed);
  const mayBegin = world.begun < plan.operations;
  const waits = world.isBusy;
  const weights = [
    mayBegin && !waits ? 0 : 150,
    waits ? plan.persistence : 0,
    ready.length > 0 ? 600 : 0,
    mayBegin ? 120 : 0,
    plan.jumps,
    events.length > 0 ? 60 : 0,
    running.length > 0 ? plan.stops : 0,
    8,
    running.length > 0 ? plan.delays : 0,
    delayed.length > 0 ? 15 : 0,
    plan.isMeddledWith ? 25 : 0,
    plan.standstills,
  ];
  switch (choices.weighted(weights)) {
    case 0:
      if (!waits) return choices.recordLeft ?? mayBegin;
      await goOn(world, oldest(ready));
      return true;
    case 1:
      await goOn(world, ready.find((one) => one.operation === world.latest) ?? oldest(ready));
      return true;
    case 2:
      await goOn(world, ready.length > 0 ? choices.of(ready) : undefined);
      return true;
    case 3:
      world.begun++;
      drawLuck(world, await beginCall(world));
      return true;
    case 4:
      passTime(world);
      await mayBeSwept(world);
      if (plan.isInsisted) await insist(world);
      return true;
    case 5:
      await handleEvent(world);
      return true;
    case 6:
      if (running.length > 0) world.stop(choices.of(running));
      return true;
    case 7:
      await changeTerms(world);
      return true;
    case 8:
      if (running.length > 0) world.delay(choices.of(running), true);
      return true;
    case 9:
      if (delayed.length > 0) world.delay(choices.of(delayed), false);
      return true;
    case 10:
      await meddle(world);
      return true;
    default:
      standStill(world);
      return true;
  }
}

const oldest = (ready: readonly Pending[]) => ready[0] as ReturnType<World["ready"]>[number] | undefined;

/** Lets one pending request, answer or timer go on. If there is none, moves the time to the next timer. */
async function goOn(world: World, one: ReturnType<World["ready"]>[number] | undefined): Promise<void> {
  if (one === undefined) {
    world.toNextTimer();
    return;
  }
  world.latest = one.operation;
  world.moves(one.operation);
  if (one.kind === "request") return attempt(world, one);
  world.tell(() => `${nameOf(one.operation)}: ${one.kind === "timer" ? "its timer fires" : "is answered"}`);
  await world.deliver(one);
}

const SECOND_MS = 1000;

/** The longest jump to a deadline. Sales last for days, and a world must not jump that far. */
const LONGEST_JUMP_MS = 3_600_000;

/** How long before a deadline a jump in time stops. Mostly at the deadline or one or two milliseconds before it. */
const BEFORE_THE_END_MS = [2, 1, 0, 20 * SECOND_MS];

/**
 * Lets time pass: 20 milliseconds, seven seconds, a minute, longer than a lease, longer than a lock, or until a payment
 * is due or sales open or close.
 */
function passTime(world: World): void {
  const { choices, time } = world;
  const jump = choices.weighted([3, 3, 3, 2, 2, 4]);
  const until = [
    time.now + 20,
    time.now + 7 * SECOND_MS,
    time.now + 61 * SECOND_MS,
    time.now + 91 * SECOND_MS,
  ][jump];
  if (until !== undefined) time.now = until;
  else if (jump === 4) time.now += 301 * SECOND_MS;
  else {
    const { paymentIntents, performances } = world.watch.books.tables;
    const ends = [
      ...[...paymentIntents.values()].map(({ dueAt }) => (dueAt ?? 0) / 1000),
      ...[...performances.values()].flatMap((one) => [one.salesOpenAt / 1000, one.salesCloseAt / 1000]),
    ].filter((end) => end - 1 > time.now && end < time.now + LONGEST_JUMP_MS);
    if (ends.length > 0)
      time.now = Math.max(time.now, Math.floor(choices.of(ends)) - choices.of(BEFORE_THE_END_MS));
  }
  world.tell(() => `time passes: ${inWords(time.now)}`);
}

/** Runs a sweep, or not. Called after time has passed, because in the cloud a sweep runs every minute. */
async function mayBeSwept(world: World): Promise<void> {
  const { choices, instances } = world;
  if (choices.weighted([3, 1]) === 0) return;
  drawLuck(world, await run(world, { name: "sweepExpiredLocks" }, choices.below(instances.length)));
}

/** Delivers an event once, delivers it and keeps it for another delivery, or drops it. */
async function handleEvent(world: World): Promise<void> {
  const { choices, events } = world;
  if (events.length === 0) return;
  const event = choices.of(events);
  const fate = choices.weighted([4, 3, 1]);
  if (fate !== 1) events.splice(events.indexOf(event), 1);
  if (fate === 2) world.tell(() => `event ${event.id} is lost`);
  else drawLuck(world, await deliverEvent(world, event, choices.below(world.instances.length)));
}

/** In worlds with faults, gives few operations many faults in a row, from their first, second or third commit on. */
function drawLuck({ choices, plan }: World, operation: Operation): void {
  const isUnlucky = plan.faults > 0 && choices.weighted([14, 1]) === 1;
  if (isUnlucky) operation.luckyCommits = choices.below(3);
}

/** Loads a performance again, with other prices, fewer seats, another ticket limit or another day. */
async function changeTerms(world: World): Promise<void> {
  const { choices, plan } = world;
  const performance = choices.of(plan.performances);
  const terms = {
    times: 1 + choices.below(3),
    without: choices.weighted([3, 1]),
    maxTicketsPerUser: choices.of([performance.maxTicketsPerUser, 1, 3]),
    movedBy: choices.weighted([3, 1]),
  };
  world.tell(() => `${performance.performanceId} is loaded again: ${JSON.stringify(terms)}`);
  await putOnSale(world, performance, terms);
}

/** Deletes the document of a locked seat, or the booking and payment intent of an unpaid purchase but not its seats. */
async function meddle(world: World): Promise<void> {
  const { choices, watch } = world;
  const locked = [...watch.books.tables.occupiedSeats].filter(([, { status }]) => status === "locked");
  if (locked.length === 0) return;
  const [key, { bookingId }] = choices.of(locked);
  const intent = watch.books.tables.paymentIntents.get(bookingId.replace(/^bk_/, "pi_"));
  const isUnpaid = intent?.status === "PENDING";
  const isAll = isUnpaid && choices.weighted([3, 1]) === 1;
  watch.books.meddledWith.add(bookingId);
  await remove(
    world,
    isAll
      ? [`bookings/${bookingId}`, `paymentIntents/${bookingId.replace(/^bk_/, "pi_")}`]
      : [`occupiedSeats/${key}`],
  );
}

/** How long an instance may stand still, in milliseconds: longer than a lock, or longer than a lease. */
const STANDSTILLS_MS = [600_000, 100_000];

function standStill(world: World): void {
  const instance = world.choices.below(world.instances.length);
  const milliseconds = world.choices.of(STANDSTILLS_MS);
  world.time.now += milliseconds;
  world.stoodStill(instance, milliseconds);
  world.tell(
    () => `instance ${instance} stood still for ${milliseconds / 1000} s: ${inWords(world.time.now)}`,
  );
}

/** Tries to pay the latest booking again, with a card for which the gateway never answers. */
async function insist(world: World): Promise<void> {
  const { instances, watch, choices } = world;
  const latest = [...watch.books.tables.bookings.values()].at(-1);
  if (latest === undefined) return;
  const { userId, paymentIntentId } = latest;
  const token = "tok_timeout_before_charge";
  const call = {
    name: "executePayment",
    userId,
    paymentIntentId,
    paymentMethodToken: token,
    cvv: "741",
  } as const;
  drawLuck(world, await run(world, call, choices.below(instances.length)));
}
