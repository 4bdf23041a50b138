import { status } from "@grpc/grpc-js";
import { watched, type Fate, type FirestoreRequest, type Watcher } from "./transport.js";
import type { Place, Step } from "./steps.js";

/** Injects a fault into each request of one step. */
export const faultAt =
  (step: Step, fate: Fate): Watcher =>
  (request) =>
    request.step === step ? fate : "pass";

/**
 * Runs a call and stops each request that it sends after its request at `place`, or all of them for "begin".
 * @throws Error if the call ends without coming to this place, or the call's own error if no request was stopped.
 */
export function dieAfter(place: Place | "begin", act: () => Promise<unknown>): Promise<void> {
  let isReached = place === "begin";
  return new Promise((died, failed) => {
    const watcher = (request: FirestoreRequest): Fate => {
      if (isReached) {
        died();
        return "stop";
      }
      isReached = request.place === place;
      return "pass";
    };
    const ended = () => (isReached ? died() : failed(new Error(`the call never came to "${place}"`)));
    watched(watcher, act).then(ended, failed);
  });
}

/**
 * Runs a call and injects a fault into its request at one place.
 * @throws Error if the call never came to this place, or the call's own error.
 */
export async function withFault<T>(fate: Fate, at: Place, call: () => Promise<T>): Promise<T> {
  let isReached = false;
  const watcher = (request: FirestoreRequest): Fate => {
    if (request.place !== at) return "pass";
    isReached = true;
    return fate;
  };
  const answer = await watched(watcher, call);
  if (!isReached) throw new Error(`the call never came to "${at}"`);
  return answer;
}

/**
 * Runs a call whose read at one place breaks off after its first document. `meanwhile` runs before the call's next
 * request.
 * @throws Error if the call never came to this place or sent no later request, or the call's own error.
 */
export async function withTornRead<T>(
  at: Place,
  meanwhile: () => Promise<unknown>,
  call: () => Promise<T>,
): Promise<T> {
  let state = "whole" as "whole" | "torn" | "changed";
  const watcher = async (request: FirestoreRequest): Promise<Fate> => {
    if (state === "whole" && request.place === at) {
      state = "torn";
      return { breakOff: status.UNAVAILABLE };
    }
    if (state === "torn") {
      state = "changed";
      await meanwhile();
    }
    return "pass";
  };
  const answer = await watched(watcher, call);
  if (state !== "changed") throw new Error(`the call never came to "${at}"`);
  return answer;
}
