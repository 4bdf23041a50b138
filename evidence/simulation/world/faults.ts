import { LOST, statusError, STATUS_NAMES } from "../runtime/transport.js";
import type { Choices } from "./choices.js";
import { sharesReadings, type Answered, type Operation, type Pending } from "./operation.js";
import { nameOf, requestText } from "./words.js";
import type { World } from "./world.js";

const ABORTED = 10;
const UNAVAILABLE = 14;

/** The weights of the faults in `KINDS` for an operation with many faults. Most of its commits are aborted. */
const UNLUCKY = { commits: [0, 12, 1, 2, 0, 0], reads: [30, 8, 1, 1, 0, 1] };

/** For how many commits an operation has many faults: as many as a call tries. */
const UNLUCKY_COMMITS = 6;

const KINDS = ["none", "aborted", "not sent", "answer lost", "sent twice", "cut off"] as const;

/** Executes a request, or injects one of the faults of a network or of a database with contention. */
export async function attempt(world: World, one: Pending & { kind: "request" }): Promise<void> {
  const kind = one.operation.state === "stopped" ? "none" : drawFault(world, one);
  const text = () => `${nameOf(one.operation)}: ${requestText(one.exchange)}`;
  if (kind !== "none") one.operation.disturbed = true;
  if (kind !== "none" && one.exchange.method === "commit") one.operation.disturbedCommit = true;
  if (kind !== "none" && one.exchange.method !== "commit")
    for (const operation of whoReads(world, one.operation)) operation.misread = true;
  switch (kind) {
    case "none":
      world.tell(() => `${text()} is executed`);
      await world.execute(one);
      if (one.operation.state === "stopped") world.forget(one);
      return;
    case "aborted":
      world.tell(() => `${text()} is ABORTED`);
      world.refuse(one, statusError(ABORTED, "Too much contention on these documents. Please try again."));
      return;
    case "not sent":
      world.tell(() => `${text()} does not arrive: UNAVAILABLE`);
      world.refuse(one, statusError(UNAVAILABLE, "The service is currently unavailable."));
      return;
    case "answer lost": {
      const code = world.choices.of(LOST);
      world.tell(() => `${text()} is executed, its answer lost: ${STATUS_NAMES[code]}`);
      await world.execute(one, () => ({ error: statusError(code, "The answer was lost.") }));
      return;
    }
    case "cut off":
      // Only a stream can be cut off, because a commit's answer is one message. The SDK later reads the rest by itself.
      world.tell(() => `${text()} is executed, its answer cut off`);
      await world.execute(one, (outcome) => cutOff(outcome, world.choices));
      return;
    case "sent twice":
      // The gRPC client repeats a read by itself after UNAVAILABLE.
      world.tell(() => `${text()} is executed, its answer lost, and sent again`);
      await world.executeUnheard(one);
      return;
  }
}

/** The operations that may receive the answer of this operation's read. */
const whoReads = ({ operations }: World, operation: Operation): Operation[] =>
  operations.filter((other) => other === operation || sharesReadings(other, operation));

function drawFault(
  { choices, plan }: World,
  { operation, exchange }: Pending & { kind: "request" },
): (typeof KINDS)[number] {
  const isCommit = exchange.method === "commit";
  if (isCommit) operation.commits++;
  const since = operation.commits - operation.luckyCommits;
  if (since > 0 && since <= UNLUCKY_COMMITS)
    return KINDS[choices.weighted(isCommit ? UNLUCKY.commits : UNLUCKY.reads)]!;
  const each = plan.faults / 4;
  // The gRPC client never repeats a commit. The SDK repeats the simulated gateway's commits: see `transport.ts`.
  const twice = isCommit ? 0 : each;
  return KINDS[choices.weighted([1000 - plan.faults, each, each, each, twice, isCommit ? 0 : each])]!;
}

function cutOff(outcome: Answered, choices: Choices): Answered {
  if ("error" in outcome) return outcome;
  const before = outcome.messages.slice(0, choices.below(outcome.messages.length));
  return { error: statusError(UNAVAILABLE, "The connection was cut."), before };
}
