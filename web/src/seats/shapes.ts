/** The distance of two seats, in the units of the drawing. At the smallest zoom a unit is a pixel. */
export const PITCH = 24;

/** A circle of radius `r` around the middle of a seat. */
const circle = (r: number) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0z`;

const TICK = "M-5.6,.4L-2,4.2L5.8,-3.6L4.2,-5.2L-2,1L-4,-1.2z";

/** A ring for free, filled with a tick for chosen, an hourglass for locked, a cross for sold: no state by colour alone. */
const SHAPES = {
  free: circle(8),
  chosen: `${circle(10)}${TICK}`,
  locked: "M-5,-7H5L1,0L5,7H-5L-1,0z",
  sold: "M-4.5,-4.5L4.5,4.5M4.5,-4.5L-4.5,4.5",
} as const;

/** The shapes of wheelchair places, which are square as long as they can be had. */
const ACCESSIBLE = {
  ...SHAPES,
  free: "M-8,-8H8V8H-8z",
  chosen: `M-10,-10H10V10H-10z${TICK}`,
} as const;

export function shapeOf(state: keyof typeof SHAPES, isAccessible = false): string {
  return (isAccessible ? ACCESSIBLE : SHAPES)[state];
}
