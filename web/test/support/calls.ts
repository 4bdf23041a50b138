import type { Callables } from "../../../functions/src/contract.js";
import type { Call } from "../../src/calls/call.js";
import { CallFailed, type Trouble } from "../../src/calls/trouble.js";

/** A request as a fake service received it. */
export interface Received {
  name: keyof Callables;
  request: object;
}

/** What a fake service does with a request: answers it, or fails with a trouble. */
type Turn = { answer: object } | { trouble: Trouble };

export const answers = (answer: object): Turn => ({ answer });
export const fails = (trouble: Trouble): Turn => ({ trouble });

/** A service that does what the test says, in order. It notes the requests, the waits and the unknown outcomes. */
export function service(...turns: Turn[]) {
  const received: Received[] = [];
  const waits: number[] = [];
  const unknown: string[] = [];
  const call: Call = async (name, request) => {
    received.push({ name, request });
    const turn = turns[received.length - 1];
    if (turn === undefined) throw new Error(`unexpected call of ${name}`);
    if ("trouble" in turn) throw new CallFailed(turn.trouble);
    return turn.answer as never;
  };
  const waiting = {
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
    onUnknown: (reason: string) => {
      unknown.push(reason);
    },
  };
  return { call, waiting, received, waits, unknown };
}

/** A storage of a tab, or of a browser. */
export function storage() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** What booking and paying need: a service that takes these turns, and empty storages. */
export const means = (...turns: Turn[]) => ({ ...service(...turns), tab: storage(), browser: storage() });

/** Returns the trouble with which a call fails. */
export async function troubleOf(call: Promise<unknown>): Promise<Trouble> {
  try {
    await call;
  } catch (error) {
    if (error instanceof CallFailed) return error.trouble;
    throw error;
  }
  throw new Error("the call did not fail");
}
