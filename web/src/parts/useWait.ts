import { useEffect, useRef } from "preact/hooks";

/** Returns a wait that resolves after some milliseconds, or never if the component is gone by then. */
export function useWait(): (milliseconds: number) => Promise<void> {
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );
  return (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(() => isGone.current || resolve(), milliseconds);
    });
}
