import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { PITCH } from "./shapes.js";

/** The smallest and the largest size of a seat, in pixels: just large enough to be hit, and comfortable. */
export const SMALLEST = 24;
export const LARGEST = 44;
const STEP = 10;

export function clampSize(size: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, size));
}

/** The size, in pixels, at which so many places fit the width of the frame, but from SMALLEST to LARGEST. */
export function fittingSize(places: number, frameWidth: number): number {
  return clampSize(Math.floor(frameWidth / places));
}

/**
 * The zoom of a seat map. It first fits the frame. Two fingers change it, and so do `zoom(1)` and `zoom(-1)`.
 * @param frame the element in which the map is scrolled.
 * @param places the width of the map in places, with its margins.
 */
export function useZoom(frame: RefObject<HTMLElement | null>, places: number) {
  const [size, setSize] = useState(SMALLEST);
  const before = useRef(size);
  useLayoutEffect(() => {
    // What is in the middle of the frame stays there.
    const { current } = frame;
    const times = size / before.current;
    before.current = size;
    if (current === null) return;
    current.scrollLeft = (current.scrollLeft + current.clientWidth / 2) * times - current.clientWidth / 2;
    current.scrollTop = (current.scrollTop + current.clientHeight / 2) * times - current.clientHeight / 2;
  }, [size]);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    setSize(fittingSize(places, element.clientWidth));
    let from: { distance: number; size: number } | null = null;
    const fingers = (event: TouchEvent) => {
      const [one, other] = event.touches;
      if (one === undefined || other === undefined) {
        from = null;
        return;
      }
      event.preventDefault();
      const distance = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      setSize((before) => {
        from ??= { distance, size: before };
        return clampSize((from.size * distance) / from.distance);
      });
    };
    const events = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;
    // A passive listener could not keep the browser from zooming the whole page.
    for (const event of events) element.addEventListener(event, fingers, { passive: false });
    return () => {
      for (const event of events) element.removeEventListener(event, fingers);
    };
  }, [places, frame]);
  return {
    size,
    scale: size / PITCH,
    zoom: (step: 1 | -1) => setSize((before) => clampSize(before + step * STEP)),
  };
}
