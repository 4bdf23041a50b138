import type { Call, Operation } from "../invariants/operation.js";
import { beginCall, drawBlock } from "./calls.js";
import { run } from "./delivery.js";
import { handleEvent } from "./events.js";
import { attempt } from "./faults.js";
import { passTime } from "./jumps.js";
import { remove } from "./administrator.js";
import { answerReview } from "./operator.js";
import { putOnSale } from "./performances.js";
import { BLOCKS, POLICIES, type Plan } from "./plan.js";
import type { Ready } from "./queue.js";
import { inWords, nameOf } from "./words.js";
import type { World } from "./world.js";

/** The most steps of a world's life. After them, `ending.ts` ends what still runs. */
const MOST_CHOICES = 500;

/** The state of a world, as the weights of the next step need it. */
interface Now {
  world: World;
  plan: Plan;
  ready: readonly Ready[];
  running: readonly Operation[];
  delayed: readonly Operation[];
  /** Whether another call may begin. */
  mayBegin: boolean;
  /** Whether anything is pending that can go on now or when time passes. */
  isBusy: boolean;
}

/**
 * What a step may do. Its probability is proportional to its weight. `act` returns false if
 * the world's life is over.
 */
interface Kind {
  name: string;
  weight: (now: Now) => number;
  act: (now: Now) => unknown;
}

/** The order matters, because 0 is the simplest choice and a recorded choice is a place in this list. */
const STEPS: readonly Kind[] = [
  {
    name: "the oldest goes on",
    weight: ({ mayBegin, isBusy }) => (mayBegin && !isBusy ? 0 : 150),
    act: ({ world, ready, mayBegin, isBusy }) =>
      isBusy ? goOn(world, ready[0]) : (world.choices.recordLeft ?? mayBegin),
  },
  {
    name: "the latest goes on",
    weight: ({ plan, isBusy }) => (isBusy ? plan.persistence : 0),
    act: ({ world, ready }) =>
      goOn(world, ready.find(({ operation }) => operation === world.latest) ?? ready[0]),
  },
  {
    name: "any goes on",
    weight: ({ ready }) => (ready.length > 0 ? 600 : 0),
    act: ({ world, ready }) => goOn(world, ready.length > 0 ? world.choices.of(ready) : undefined),
  },
  {
    name: "a call begins",
    weight: ({ mayBegin }) => (mayBegin ? 120 : 0),
    async act({ world }) {
      world.begun++;
      drawManyFaults(world, await beginCall(world));
    },
  },
  {
    name: "time passes",
    weight: ({ plan }) => plan.jumps,
    async act({ world, plan }) {
      passTime(world);
      await lookAround(world);
      if (plan.isInsisted) await insist(world);
    },
  },
  {
    name: "an event is handled",
    weight: ({ world }) => (world.events.length > 0 ? 60 : 0),
    act: async ({ world }) => drawManyFaults(world, await handleEvent(world)),
  },
  {
    name: "an operation stops",
    weight: ({ plan, running }) => (running.length > 0 ? plan.stops : 0),
    act: ({ world, running }) => ofAny(world, running, (one) => world.stop(one)),
  },
  { name: "terms change", weight: ({ plan }) => plan.reloads, act: ({ world }) => changeTerms(world) },
  {
    name: "an operation is delayed",
    weight: ({ plan, running }) => (running.length > 0 ? plan.delays : 0),
    act: ({ world, running }) => ofAny(world, running, (one) => world.delay(one, true)),
  },
  {
    name: "a delay ends",
    weight: ({ delayed }) => (delayed.length > 0 ? 15 : 0),
    act: ({ world, delayed }) => ofAny(world, delayed, (one) => world.delay(one, false)),
  },
  {
    name: "a document is deleted by hand",
    weight: ({ plan }) => (plan.isMeddledWith ? 25 : 0),
    act: ({ world }) => meddle(world),
  },
  {
    name: "an instance stands still",
    weight: ({ plan }) => plan.standstills,
    act: ({ world }) => standStill(world),
  },
  {
    name: "the gateway goes down or comes back",
    weight: ({ plan }) => plan.outages,
    act: ({ world }) => switchGateway(world),
  },
  {
    name: "an operator answers a review",
    weight: ({ world, plan }) => (hasOpenReview(world) ? plan.answers : 0),
    act: ({ world }) => actAsOperator(world),
  },
];

/** Runs a world step by step: until a violation, for `MOST_CHOICES` steps, or until nothing is left to do. */
export async function live(world: World): Promise<void> {
  for (let count = 0; count < MOST_CHOICES && !world.isOver; count++) {
    world.step();
    const now = stateOf(world);
    const kinds = STEPS.map(({ weight, act }) => ({ weight: weight(now), act }));
    const alive = await world.choices.weightedOf(kinds).act(now);
    if (alive === false) return;
  }
}

function stateOf(world: World): Now {
  return {
    world,
    plan: world.plan,
    ready: world.ready(),
    running: world.operations.filter(({ state, delayed }) => state === "running" && !delayed),
    delayed: world.operations.filter(({ delayed }) => delayed),
    mayBegin: world.begun < world.plan.operations,
    isBusy: world.queue.isBusy,
  };
}

/** Does `act` to one of the operations. A shortened record may choose this step although there is no operation. */
function ofAny<T>(world: World, list: readonly T[], act: (one: T) => void): void {
  if (list.length > 0) act(world.choices.of(list));
}

async function actAsOperator(world: World): Promise<void> {
  drawManyFaults(world, await answerReview(world));
}

const hasOpenReview = ({ watch }: World): boolean =>
  [...watch.books.tables.reviews.values()].some(({ status }) => status === "open");

function switchGateway(world: World): void {
  world.isGatewayDown = !world.isGatewayDown;
  world.tell(() => (world.isGatewayDown ? "the gateway goes down" : "the gateway is back"));
}

/** Lets a request, an answer or a timer go on. A request may get a fault. Without `one`, moves to the next timer. */
async function goOn(world: World, one: Ready | undefined): Promise<void> {
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

/**
 * Runs a sweep, reads a map, or neither, after time has passed. In the cloud a sweep runs every minute, and seats
 * turn free on a map as time passes.
 */
async function lookAround(world: World): Promise<void> {
  const { choices, instances } = world;
  const look = choices.weighted([10, 4, 2]);
  if (look === 0) return;
  const call = look === 1 ? drawSweep(world) : drawBlock(world);
  drawManyFaults(world, await run(world, call, choices.below(instances.length)));
}

function drawSweep({ choices, plan }: World): Call {
  const isOfLocks = plan.soldBefore === 0 || choices.weighted([2, 1]) === 0;
  return { name: isOfLocks ? "sweepExpiredLocks" : "sweepRefunds" };
}

/** In worlds with faults, gives few operations many faults in a row, from their first, second or third commit on. */
function drawManyFaults({ choices, plan }: World, operation: Operation | null): void {
  if (operation === null) return;
  const isFaulty = plan.faults > 0 && choices.weighted([14, 1]) === 1;
  if (isFaulty) operation.faultyAfter = choices.below(3);
}

/** Loads a performance again with newly drawn terms. Where bookings were sold before, it may be deleted for ever instead. */
async function changeTerms(world: World): Promise<void> {
  const { choices, plan } = world;
  const performance = choices.of(plan.performances);
  const { performanceId, refundPolicy } = performance;
  if (!world.watch.books.tables.performances.has(performanceId)) return;
  if (plan.soldBefore > 0 && choices.weighted([15, 1]) === 1)
    return remove(world, [`performances/${performanceId}`]);
  const terms = {
    times: 1 + choices.below(3),
    without: choices.weighted([3, 1]),
    maxTicketsPerUser: choices.of([performance.maxTicketsPerUser, 1, 3]),
    movedBy: choices.weighted([3, 1]),
    refundPolicy: choices.weighted([2, 1]) === 0 ? refundPolicy : choices.of(POLICIES),
    blocks: choices.weighted([2, 1]) === 0 ? performance.blocks : choices.of(BLOCKS),
  };
  world.tell(() => `${performanceId} is loaded again: ${JSON.stringify(terms)}`);
  await putOnSale(world, performance, terms);
}

/**
 * Deletes the document of a locked seat. Or deletes the booking and the payment intent of an unpaid
 * purchase, but not its seats.
 */
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

/** Tries to pay the latest booking again, with a token for which the gateway fails and charges nothing. */
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
  drawManyFaults(world, await run(world, call, choices.below(instances.length)));
}
