import type { Callables } from "../../../functions/src/contract.js";
import { reloadIfReached } from "../parts/reloading.js";
import { clock } from "../time/clock.js";
import { CallFailed, callFailed } from "./trouble.js";
import type * as Firebase from "./firebase.js";

export type Call = <Name extends keyof Callables>(
  name: Name,
  request: Callables[Name]["request"],
) => Promise<Callables[Name]["answer"]>;

const load = (): Promise<typeof Firebase> => import("./firebase.js");

/** Loads what a call needs, so that the call itself is faster. */
export async function preloadCalls(): Promise<void> {
  await load().catch(() => {});
}

/**
 * Loads the code for calls. If that fails, the page may be reloaded: see `reloadIfReached`.
 * @throws CallFailed if the code cannot be loaded.
 */
async function loadCalls(): Promise<typeof Firebase> {
  try {
    return await load();
  } catch {
    await reloadIfReached();
    throw new CallFailed({ reason: "LOST" });
  }
}

/**
 * Calls a function of the service for this browser's user, who gets an anonymous account at the first call.
 * @throws CallFailed
 */
export const call: Call = async (name, request) => {
  const { signIn, send } = await loadCalls();
  try {
    await signIn();
    const sentAt = clock.local();
    const answer = (await send(name, request)) as Callables[typeof name]["answer"];
    // No cache keeps the answer of a callable, so its time is the time of this call.
    if ("serverTime" in answer) clock.noteAnswer(Date.parse(answer.serverTime), sentAt);
    return answer;
  } catch (error) {
    throw failureOf(error);
  }
};

/** The codes of Auth that mean no connection. Its other errors mean that nobody could be signed in. */
const AUTH_UNREACHED = ["auth/network-request-failed", "auth/timeout"];

/** Reads an error of Firebase's SDK, such as `functions/not-found` with details, or `auth/network-request-failed`. */
export function failureOf(error: unknown): CallFailed {
  const { code = "", details } = error as { code?: string; details?: unknown };
  if (code.startsWith("auth/")) {
    return new CallFailed({ reason: AUTH_UNREACHED.includes(code) ? "LOST" : "SIGNED_OUT" });
  }
  return callFailed(code.replace("functions/", ""), details);
}

/**
 * Tells whether this browser's user has an account. The first call makes one; this question does not.
 * @throws CallFailed if the code for calls cannot be loaded.
 */
export async function isSignedIn(): Promise<boolean> {
  return (await loadCalls()).isSignedIn();
}
