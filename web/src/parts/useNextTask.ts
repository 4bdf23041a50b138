import { useEffect, useState } from "preact/hooks";

/**
 * Returns true from a task after the one in which `isReady` became true, and renders then. Long work is cut into
 * tasks in this way, and the page answers in between.
 */
export function useNextTask(isReady: boolean): boolean {
  const [wasReady, setWasReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWasReady(isReady));
    return () => clearTimeout(timer);
  }, [isReady]);
  return isReady && wasReady;
}
