import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { troubleOf, type Trouble } from "../calls/trouble.js";

export interface Loaded<T> {
  value: T | null;
  trouble: Trouble | null;
  /** Loads it anew. What was loaded stays until then. */
  again: () => void;
}

/** The pause after which something is loaded again, in milliseconds. */
const AGAIN_MS = 5_000;

/**
 * Loads something when a component is shown, and anew for another key. Loads it again every few seconds while it cannot
 * be reached, and while `isChanging` says of it that it will soon be different.
 */
export function useLoaded<T>(
  load: () => Promise<T>,
  key: string,
  isChanging: (value: T) => boolean = () => false,
): Loaded<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key: string; value: T | null; trouble: Trouble | null }>({
    key,
    value: null,
    trouble: null,
  });
  useLayoutEffect(() => {
    let isOver = false;
    load().then(
      (value) => !isOver && setState({ key, value, trouble: null }),
      (error: unknown) =>
        !isOver &&
        setState((before) => ({
          key,
          value: before.key === key ? before.value : null,
          trouble: troubleOf(error),
        })),
    );
    return () => {
      isOver = true;
    };
  }, [key, round]);
  const again = () => setRound((before) => before + 1);
  useEffect(() => {
    const { value, trouble } = state;
    if (trouble ? trouble.reason !== "LOST" : value === null || !isChanging(value)) return;
    // Up to a fifth is added, because many lose their connection at the same moment.
    const timer = setTimeout(again, AGAIN_MS * (1 + Math.random() / 5));
    return () => clearTimeout(timer);
  }, [state]);
  const isOfKey = state.key === key;
  return {
    value: isOfKey ? state.value : null,
    trouble: isOfKey ? state.trouble : null,
    again,
  };
}
