import { useEffect, useState } from "preact/hooks";
import { troubleOf, type Trouble } from "../calls/trouble.js";

export interface Loaded<T> {
  value: T | null;
  trouble: Trouble | null;
  /** Loads it anew. What was loaded stays until then. */
  again: () => void;
}

/** The pause after which something is loaded again that could not be reached, in milliseconds. */
const AGAIN_MS = 5_000;

/** Loads something when a component is shown, anew for another key, and again and again while it cannot be reached. */
export function useLoaded<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key: string; value: T | null; trouble: Trouble | null }>({
    key,
    value: null,
    trouble: null,
  });
  useEffect(() => {
    let isOver = false;
    load().then(
      (value) => !isOver && setState({ key, value, trouble: null }),
      (error: unknown) => !isOver && setState({ key, value: null, trouble: troubleOf(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [key, round]);
  const again = () => setRound((before) => before + 1);
  useEffect(() => {
    if (state.trouble?.reason !== "LOST") return;
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
