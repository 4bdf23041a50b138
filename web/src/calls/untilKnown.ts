import { troubleOf, type Reason } from "./trouble.js";

/** The pauses before a call is repeated, in milliseconds. The last one is used from then on. */
export const PAUSES_MS = [1_000, 2_000, 4_000, 8_000] as const;

/** After these reasons a payment or a cancellation may have been made, or can be made soon. Both are safe to repeat. */
export const UNKNOWN: readonly Reason[] = [
  "PAYMENT_OUTCOME_UNKNOWN",
  "PAYMENT_IN_PROGRESS",
  "OUTCOME_UNKNOWN",
  "CONTENDED",
  "LOST",
];

/** How `untilKnown` waits before it repeats a call, and whom it tells about that. */
export interface Waiting {
  /** Resolves after some milliseconds, or never if nobody wants the answer any more. */
  wait: (milliseconds: number) => Promise<unknown>;
  /** Called each time that the outcome of the request stays unknown. */
  onUnknown: (reason: Reason) => void;
}

/**
 * Sends a request until its outcome is known, one call after the other. The request must be safe to repeat.
 * @param unknown the reasons that leave the outcome open. Any other error is thrown.
 */
export async function untilKnown<Answer>(
  ask: () => Promise<Answer>,
  unknown: readonly Reason[],
  { wait, onUnknown }: Waiting,
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const { reason } = troubleOf(error);
      if (!unknown.includes(reason)) throw error;
      onUnknown(reason);
    }
    await wait(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!);
  }
}
