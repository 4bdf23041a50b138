import { useEffect, useRef } from "preact/hooks";

/** Resolves after some milliseconds, or never once the component is gone, so that nothing is asked again for it. */
export function useWait(): (milliseconds: number) => Promise<void> {
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => () => timers.current.forEach(clearTimeout), []);
  return (milliseconds) =>
    new Promise((resolve) => {
      timers.current.add(setTimeout(resolve, milliseconds));
    });
}
