import { useEffect, useRef } from "preact/hooks";

/** Resolves after some milliseconds, or never once the component is gone, so that nothing is asked again for it. */
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
