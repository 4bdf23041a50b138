import { setTimeout as wait } from "node:timers/promises";
import {
  type BidiMethod,
  type Message,
  type ServerStreamMethod,
  StatusError,
  type UnaryMethod,
} from "../service.js";
import { ConnectionCut } from "../connectionCut.js";
import type { Fault } from "./plan.js";

/** Decides which faults to inject into one request. */
export type Decide = (request: Message) => readonly Fault[];

const CONTENTION = "Too much contention on these documents. Please try again.";
const LOST = "The service is currently unavailable.";

/** The combined effect of a call's faults. */
interface Trouble {
  waitBeforeMs: number;
  waitAfterMs: number;
  /** If set, the call is not executed and ends with this error. */
  refusal: StatusError | undefined;
  /** Whether the answer is dropped if the call is executed. The client then sees UNAVAILABLE. */
  answerLost: boolean;
}

function troubleOf(faults: readonly Fault[]): Trouble {
  const trouble: Trouble = { waitBeforeMs: 0, waitAfterMs: 0, refusal: undefined, answerLost: false };
  for (const each of faults) {
    if (each.fault === "delay") trouble.waitBeforeMs += each.ms;
    if (each.fault === "round-trip") {
      trouble.waitBeforeMs += each.ms / 2;
      trouble.waitAfterMs += each.ms / 2;
    }
    if (each.fault === "aborted") trouble.refusal ??= new StatusError(10, CONTENTION);
    if (each.fault === "unavailable") trouble.refusal ??= new StatusError(14, LOST);
    if (each.fault === "cut") trouble.refusal ??= new ConnectionCut();
    if (each.fault === "answer-lost") trouble.answerLost = true;
  }
  return trouble;
}

const pause = async (ms: number): Promise<void> => {
  if (ms > 0) await wait(ms);
};

/** Executes a call with its injected faults. */
async function under<T>(faults: readonly Fault[], call: () => Promise<T>): Promise<T> {
  const { waitBeforeMs, waitAfterMs, refusal, answerLost } = troubleOf(faults);
  await pause(waitBeforeMs);
  if (refusal) {
    await pause(waitAfterMs);
    throw refusal;
  }
  try {
    const answer = await call();
    if (answerLost) throw new StatusError(14, LOST);
    return answer;
  } finally {
    await pause(waitAfterMs);
  }
}

export function faultyUnary(method: UnaryMethod, decide: Decide): UnaryMethod {
  return (request, context) => {
    const faults = decide(request);
    return faults.length === 0 ? method(request, context) : under(faults, () => method(request, context));
  };
}

export function faultyServerStream(method: ServerStreamMethod, decide: Decide): ServerStreamMethod {
  return async (request, context, send) => {
    const faults = decide(request);
    if (faults.length === 0) return method(request, context, send);
    // Hold the answers until the call has ended, so that a lost answer loses all of them.
    const answers = await under(faults, async () => {
      const held: Message[] = [];
      await method(request, context, (message) => held.push(message));
      return held;
    });
    answers.forEach(send);
  };
}

/** Runs tasks in order, each after its own delay, so that no message overtakes an earlier one that is delayed. */
class Line {
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  run(task: () => void, ms = 0): void {
    if (this.waiting === 0 && ms === 0) return task();
    this.waiting++;
    const due = performance.now() + ms;
    this.last = this.last
      .then(() => pause(due - performance.now()))
      .then(() => {
        this.waiting--;
        task();
      });
  }
}

/** Injects faults into a stream. They are decided for each client message. An injected error ends the stream. */
export function faultyBidi(method: BidiMethod, deciderOfStream: () => Decide): BidiMethod {
  return (context, send, end) => {
    const decide = deciderOfStream();
    const inward = new Line();
    const outward = new Line();
    let waitAfterMs = 0;
    let answerLost = false;
    let over = false;
    let closed = false;
    const finish = (error?: Error) => {
      if (!over) end(error);
      over = true;
    };
    const answer = (message: Message) => {
      if (over) return;
      if (answerLost) finish(new StatusError(14, LOST));
      else send(message);
    };
    const session = method(
      context,
      (message) => outward.run(() => answer(message), waitAfterMs),
      (error) => outward.run(() => finish(error)),
    );
    const receive = (request: Message, trouble: Trouble) => {
      if (over) return;
      answerLost ||= trouble.answerLost;
      waitAfterMs = trouble.waitAfterMs;
      if (!trouble.refusal) return session.receive(request);
      finish(trouble.refusal);
      close();
    };
    const close = () => {
      if (!closed) session.close();
      closed = true;
    };
    return {
      receive: (request) => {
        const trouble = troubleOf(decide(request));
        inward.run(() => receive(request, trouble), trouble.waitBeforeMs);
      },
      close: () => inward.run(close),
    };
  };
}
