import { useEffect, useState } from "preact/hooks";
import { troubleOf, type Trouble } from "../calls/trouble.js";

export interface Loaded<T> {
  value: T | null;
  trouble: Trouble | null;
  /** Loads it anew. What was loaded stays until then. */
  again: () => void;
}

/** Loads something when a component is shown, and anew for another key, or if it failed and the network is there again. */
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
  const isFailed = state.trouble !== null;
  useEffect(() => {
    if (!isFailed) return;
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [isFailed]);
  const isOfKey = state.key === key;
  return {
    value: isOfKey ? state.value : null,
    trouble: isOfKey ? state.trouble : null,
    again,
  };
}
