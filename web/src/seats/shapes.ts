import type { Point } from "../../../functions/src/layouts/places.js";

/** The least distance along a row, in units of the drawing. A unit is a pixel if seats have the size `SMALLEST`. */
export const PITCH = 24;

// The paths below begin at the middle of a seat. A path to which another may be appended also ends there.

const circle = (r: number) => `m${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0zm${r},0`;

const TICK = "m-5.6,.4l3.6,3.8l7.8,-7.8l-1.6,-1.6l-6.2,6.2l-2,-2.2z";

/** Free is a ring, chosen a disc with a tick, locked an hourglass, sold a cross. No state is told by colour alone. */
const SHAPES = {
  free: circle(8),
  chosen: `${circle(10)}${TICK}`,
  locked: "m-5,-7h10l-4,7l4,7h-10l4,-7z",
  sold: "m-4.5,-4.5l9,9m0,-9l-9,9",
} as const;

/** The shapes of wheelchair places, which are square when they are free or chosen. */
const ACCESSIBLE = {
  ...SHAPES,
  free: "m-8,-8h16v16h-16z",
  chosen: `m-10,-10h20v20h-20zm10,10${TICK}`,
} as const;

/**
 * The path of a seat in the drawing. It begins at the seat's own point, because a browser takes longer to paint paths
 * that are moved there by a `transform`.
 */
export function shapeOf(
  state: keyof typeof SHAPES,
  isAccessible = false,
  { x, y }: Point = { x: 0, y: 0 },
): string {
  return `M${x},${y}${(isAccessible ? ACCESSIBLE : SHAPES)[state]}`;
}
