import { sharesWork, type Operation } from "../invariants/operation.js";
import { LOST, statusError, STATUS_NAMES, type Exchange } from "../runtime/transport.js";
import type { Choices } from "./choices.js";
import type { Answered, Pending } from "./queue.js";
import { drawsAMap } from "./reads.js";
import { nameOf, requestText } from "./words.js";
import type { World } from "./world.js";

const ABORTED = 10;
const UNAVAILABLE = 14;
const PERMISSION_DENIED = 7;

/** An operation with many faults has them for this many commits, which is `ATTEMPTS` in `firestore/commit.ts`. */
const FAULTY_COMMITS = 6;

/**
 * What may happen to a request. `weight`: how likely it is in this world, by the plan's `faults`. `often`: how likely
 * it is for an operation with many faults. Most commits of such an operation are aborted.
 */
const KINDS = [
  { name: "none", weight: ({ faults }) => 1000 - faults, often: { commit: 0, read: 30 } },
  { name: "aborted", weight: ({ each }) => each, often: { commit: 12, read: 8 } },
  { name: "not sent", weight: ({ each }) => each, often: { commit: 1, read: 1 } },
  { name: "answer lost", weight: ({ each }) => each, often: { commit: 2, read: 1 } },
  // Only reads are sent twice here. If a commit is repeated, `repeated` in `transport.ts` does it.
  {
    name: "sent twice",
    weight: ({ each, method }) => (method === "commit" ? 0 : each),
    often: { commit: 0, read: 0 },
  },
  // Only a stream can be cut off, because a commit's answer is one message.
  {
    name: "cut off",
    weight: ({ each, method }) => (method === "commit" ? 0 : each),
    often: { commit: 0, read: 1 },
  },
  // Not at the gateway, because `find` of a gateway promises that no charge of an earlier call will be made later.
  {
    name: "late",
    weight: ({ each, method, isOfGateway }) => (method === "commit" && !isOfGateway ? each : 0),
    often: { commit: 1, read: 0 },
  },
] as const satisfies readonly {
  name: string;
  weight: (drawn: {
    faults: number;
    each: number;
    method: "commit" | "read";
    isOfGateway: boolean;
  }) => number;
  often: { commit: number; read: number };
}[];

/**
 * Fails a request to the gateway if the gateway is down, and notes the fault. The requests of a stopped operation do
 * not fail. Returns whether it failed the request.
 */
export function failsAtGateway(world: World, one: Pending & { kind: "request" }): boolean {
  const { operation, exchange } = one;
  if (!world.isGatewayDown || operation.state === "stopped" || !isOfGateway(exchange)) return false;
  const request = requestText(exchange);
  operation.disturbed = operation.misread = true;
  if (exchange.method === "commit") operation.disturbedCommit = true;
  world.tell(() => `${nameOf(operation)}: ${request} fails, because the gateway is down`);
  // The SDK does not repeat a request after this code.
  refuse(world, one, statusError(PERMISSION_DENIED, "The gateway is down."));
  return true;
}

const isOfGateway = (exchange: Exchange): boolean =>
  /simulated(Charges|Refunds)\//.test(requestText(exchange));

/** Executes a request, injects a fault of `KINDS` and notes it, fails it at the gateway, or delays its operation. */
export async function attempt(world: World, one: Pending & { kind: "request" }): Promise<void> {
  if (one.isGivenUp) {
    world.tell(() => `${nameOf(one.operation)}: ${requestText(one.exchange)} is executed late`);
    return executeUnheard(world, one);
  }
  const kind = one.operation.state === "stopped" ? "none" : drawFault(world, one);
  const request = requestText(one.exchange);
  const text = () => `${nameOf(one.operation)}: ${request}`;
  if (failsAtGateway(world, one)) return;
  // The gateway may be slow: sending a refund may then take longer than the claim on the refund lasts.
  const mayBeSlow = world.plan.delays > 0 && request.startsWith("commit simulatedRefunds/");
  if (mayBeSlow && one.operation.state === "running" && world.choices.weighted([2, 1]) === 1)
    return world.delay(one.operation, true);
  if (kind !== "none") one.operation.disturbed = true;
  if (kind !== "none" && one.exchange.method === "commit") one.operation.disturbedCommit = true;
  if (kind !== "none" && request.includes("reviews/")) one.operation.disturbedReview = true;
  if (kind !== "none" && one.exchange.method !== "commit")
    for (const operation of whoReads(world, one.operation)) operation.misread = true;
  switch (kind) {
    case "none":
      world.tell(() => `${text()} is executed`);
      await world.execute(one);
      if (one.operation.state === "stopped") world.queue.forget(one);
      return;
    case "aborted":
      world.tell(() => `${text()} is ABORTED`);
      refuse(world, one, statusError(ABORTED, "Too much contention on these documents. Please try again."));
      return;
    case "not sent":
      world.tell(() => `${text()} does not arrive: UNAVAILABLE`);
      refuse(world, one, statusError(UNAVAILABLE, "The service is currently unavailable."));
      return;
    case "answer lost": {
      const code = world.choices.of(LOST);
      world.tell(() => `${text()} is executed, its answer lost: ${STATUS_NAMES[code]}`);
      await world.execute(one, () => ({ error: statusError(code, "The answer was lost.") }));
      return;
    }
    case "cut off":
      // The SDK later reads the rest by itself.
      world.tell(() => `${text()} is executed, its answer cut off`);
      await world.execute(one, (outcome) => cutOff(one.exchange, outcome, world.choices));
      // Sometimes the rest is read much later, so that other operations may write the map before that.
      if (drawsAMap(one.exchange) && world.plan.delays > 0 && world.choices.weighted([1, 1]) === 1)
        await cutOffForLong(world, one);
      return;
    case "sent twice":
      // The gRPC client repeats a read by itself after UNAVAILABLE.
      world.tell(() => `${text()} is executed, its answer lost, and sent again`);
      world.queue.repeat(one);
      return executeUnheard(world, one);
    case "late": {
      const code = world.choices.of(LOST);
      world.tell(() => `${text()} is under way, and its operation is told ${STATUS_NAMES[code]}`);
      world.queue.giveUp(one);
      refuse(world, one, statusError(code, "There was no answer in time."));
      return;
    }
  }
}

/** Executes a request and drops its answer. */
async function executeUnheard(world: World, one: Pending & { kind: "request" }): Promise<void> {
  await world.execute(one);
  world.queue.forget(one);
}

/** Fails a request. The error becomes the pending answer. */
function refuse({ queue, time }: World, one: Pending & { kind: "request" }, error: Error): void {
  queue.answer(one, { error }, time.now);
}

/** The operations that receive the answer of this operation's read: itself, and those that share its work. */
const whoReads = ({ operations }: World, operation: Operation): Operation[] =>
  operations.filter((other) => other === operation || sharesWork(other, operation));

function drawFault(
  { choices, plan: { faults } }: World,
  { operation, exchange }: Pending & { kind: "request" },
): (typeof KINDS)[number]["name"] {
  const method = exchange.method === "commit" ? "commit" : "read";
  if (method === "commit") operation.commits++;
  const since = operation.commits - operation.faultyAfter;
  const isFaulty = since > 0 && since <= FAULTY_COMMITS;
  const drawn = { faults, each: faults / 4, method, isOfGateway: isOfGateway(exchange) } as const;
  const kinds = KINDS.map(({ name, weight, often }) => ({
    name,
    weight: isFaulty && weight(drawn) > 0 ? often[method] : weight(drawn),
  }));
  return choices.weightedOf(kinds).name;
}

/** Delivers an answer that was cut off, and then delays its operation. */
async function cutOffForLong(world: World, { operation, id }: Pending): Promise<void> {
  const answer = world.ready().find((ready) => ready.id === id);
  if (answer?.kind === "answer") await world.deliver(answer);
  if (operation.state === "running") world.delay(operation, true);
}

/**
 * Cuts an answer off after some of its messages, or before the first. The documents of a seat map may also arrive in
 * reverse order.
 */
function cutOff(exchange: Exchange, outcome: Answered, choices: Choices): Answered {
  if ("error" in outcome) return outcome;
  const isTurned = drawsAMap(exchange) && choices.weighted([1, 1]) === 1;
  const messages = isTurned ? [...outcome.messages].reverse() : outcome.messages;
  const before = messages.slice(0, choices.below(messages.length));
  return { error: statusError(UNAVAILABLE, "The connection was cut."), before };
}
