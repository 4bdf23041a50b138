import type { Callables } from "../../../functions/src/contract.js";
import { clock } from "../time/clock.js";
import { CallFailed } from "./trouble.js";

export type Call = <Name extends keyof Callables>(
  name: Name,
  request: Callables[Name]["request"],
) => Promise<Callables[Name]["answer"]>;

/**
 * Loads what a call needs. Called early, it makes the call itself faster.
 * @throws CallFailed if there is no connection. The next call then loads it again.
 */
export async function loadCalls(): Promise<typeof import("./firebase.js")> {
  try {
    return await import("./firebase.js");
  } catch {
    throw new CallFailed({ reason: "LOST" });
  }
}

/**
 * Calls a function of the service for this browser's user, who is signed in without a name at the first call.
 * @throws CallFailed
 */
export const call: Call = async (name, request) => {
  const { signIn, send } = await loadCalls();
  await signIn();
  const sentAt = clock.local();
  const answer = (await send(name, request)) as Callables[typeof name]["answer"];
  // No cache keeps the answer of a callable, so its time is the time of this call.
  if ("serverTime" in answer) clock.noteAnswer(Date.parse(answer.serverTime), sentAt);
  return answer;
};

/** Tells whether this browser's user has ever booked. It makes no account. */
export async function isSignedIn(): Promise<boolean> {
  return (await loadCalls()).isSignedIn();
}
