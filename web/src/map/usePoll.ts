import { useLayoutEffect, useState } from "preact/hooks";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { poll } from "./poll.js";

export interface Polled<Answer> {
  answer: Answer | null;
  /** Why the newest request failed. Null if it was answered, and before the first one has ended. */
  trouble: Trouble | null;
  isOutdated: boolean;
}

/**
 * Polls while the component is shown.
 * @param ask is kept as long as `key` is the same. A later render's function is not used.
 * @param newer makes one answer of the answer that is shown and a new one. Caches differ, so the new one may be older.
 * @param key a poll with a new key begins anew.
 */
export function usePoll<Answer extends { pollAfterMs: number }>(
  ask: () => Promise<Answer>,
  newer: (shown: Answer, answer: Answer) => Answer,
  key: string,
): Polled<Answer> {
  const [polled, setPolled] = useState<Polled<Answer>>({ answer: null, trouble: null, isOutdated: false });
  useLayoutEffect(() => {
    setPolled({ answer: null, trouble: null, isOutdated: false });
    return poll(ask, {
      onAnswer: (answer) =>
        setPolled((before) => ({
          ...before,
          answer: before.answer === null ? answer : newer(before.answer, answer),
          trouble: null,
        })),
      onError: (error) => setPolled((before) => ({ ...before, trouble: troubleOf(error) })),
      onOutdated: (isOutdated) =>
        setPolled((before) => (before.isOutdated === isOutdated ? before : { ...before, isOutdated })),
    });
  }, [key]);
  return polled;
}
