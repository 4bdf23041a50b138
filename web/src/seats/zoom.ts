import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { PITCH } from "./shapes.js";

/** The smallest size, in pixels, at which seats are chosen by pressing them. Smaller ones could hardly be hit. */
export const SMALLEST = 24;
/** The largest size of seats, in pixels. */
export const LARGEST = 44;
const STEP = 10;

export function clampSize(size: number, least = SMALLEST): number {
  return Math.min(LARGEST, Math.max(least, size));
}

/** The size, in pixels, at which so many places fit the width of the frame, but from SMALLEST to LARGEST. */
export function fittingSize(places: number, frameWidth: number): number {
  return clampSize(Math.floor(frameWidth / places));
}

/** The size, in pixels, at which the whole width is seen, but at most SMALLEST. */
export function overviewSize(places: number, frameWidth: number): number {
  return Math.min(SMALLEST, frameWidth / places);
}

/**
 * The zoom of a seat map. Until somebody zooms, the size of the seats follows the frame: see `fittingSize`. Two
 * fingers, `zoom(1)` and `zoom(-1)` change the size. `look` enlarges the seats around the place that was pressed.
 * @param frame the element in which the map is scrolled.
 * @param places the width of the map in places, with its margins. Zero until it is known.
 */
export function useZoom(frame: RefObject<HTMLElement | null>, places: number) {
  const [size, setSize] = useState(SMALLEST);
  const [least, setLeast] = useState(SMALLEST);
  const isZoomed = useRef(false);
  const before = useRef(size);
  // The point of the frame that `look` was given. What is there moves to the middle. Null: the middle stays.
  const pressed = useRef<{ x: number; y: number } | null>(null);
  useLayoutEffect(() => {
    const { current } = frame;
    const times = size / before.current;
    before.current = size;
    // If the size is the same, `scrollLeft` is not read, because reading it makes the browser lay out the page at once.
    if (current === null || times === 1) return;
    const { clientWidth: width, clientHeight: height } = current;
    const { x, y } = pressed.current ?? { x: width / 2, y: height / 2 };
    pressed.current = null;
    current.scrollLeft = (current.scrollLeft + x) * times - width / 2;
    current.scrollTop = (current.scrollTop + y) * times - height / 2;
  }, [size]);
  useEffect(() => {
    const element = frame.current;
    if (element === null || places === 0) return;
    let overview = SMALLEST;
    const observer = new ResizeObserver(() => {
      // The width without the scrollbar would change with the size, and the size with it.
      const width = element.offsetWidth - 2 * element.clientLeft;
      setLeast((overview = overviewSize(places, width)));
      setSize((size) => (isZoomed.current ? clampSize(size, overview) : fittingSize(places, width)));
    });
    observer.observe(element);
    let from: { distance: number; size: number } | null = null;
    const fingers = (event: TouchEvent) => {
      const [one, other] = event.touches;
      if (one === undefined || other === undefined) {
        from = null;
        return;
      }
      event.preventDefault();
      isZoomed.current = true;
      const distance = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      setSize((before) => {
        from ??= { distance, size: before };
        return clampSize((from.size * distance) / from.distance, overview);
      });
    };
    const events = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;
    // A passive listener could not keep the browser from zooming the whole page.
    for (const event of events) element.addEventListener(event, fingers, { passive: false });
    return () => {
      observer.disconnect();
      for (const event of events) element.removeEventListener(event, fingers);
    };
  }, [places, frame]);
  return {
    scale: size / PITCH,
    isSmallest: size <= least,
    isLargest: size >= LARGEST,
    zoom(step: 1 | -1): void {
      if (places === 0) return;
      isZoomed.current = true;
      setSize((before) => clampSize(before + step * STEP, least));
    },
    /** Null unless the seats are too small to be hit. */
    look:
      size < SMALLEST
        ? ({ clientX, clientY }: MouseEvent): void => {
            const { left, top } = frame.current!.getBoundingClientRect();
            pressed.current = { x: clientX - left, y: clientY - top };
            isZoomed.current = true;
            setSize(SMALLEST + STEP);
          }
        : null,
  };
}
