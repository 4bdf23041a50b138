import type { Point } from "../../../functions/src/layouts/places.js";
import type { PlannedRow } from "../map/plan.js";
import type { Drawing } from "./drawing.js";

/** A place in a block: which row, and which place of the row. */
export interface Spot {
  row: number;
  column: number;
}

/** What is needed of a drawing to move in it. */
type Moved = Pick<Drawing, "rows" | "points">;

/** Returns where a key leads from a seat, or null if it is no key for moving or there is no seat in that direction. */
export function move(drawing: Moved, from: Spot, key: string): Spot | null {
  const { rows, points } = drawing;
  const last = points[from.row]!.length - 1;
  // In a block that is drawn turned, the numbers may grow to the left.
  const isReversed = points[from.row]![0]!.x > points[from.row]![last]!.x;
  const right = isReversed ? -1 : 1;
  const [leftmost, rightmost] = isReversed ? [last, 0] : [0, last];
  switch (key) {
    case "ArrowLeft":
      return along(rows, from.row, from.column - right, -right);
    case "ArrowRight":
      return along(rows, from.row, from.column + right, right);
    case "ArrowUp":
      return across(drawing, from, -1);
    case "ArrowDown":
      return across(drawing, from, 1);
    case "Home":
      return along(rows, from.row, leftmost, right);
    case "End":
      return along(rows, from.row, rightmost, -right);
    default:
      return null;
  }
}

/** Finds the first seat at a place or after it, in one direction of its row. Gaps are passed over. */
function along(rows: readonly PlannedRow[], row: number, from: number, step: number): Spot | null {
  const places = rows[row]?.places ?? [];
  for (let column = from; column >= 0 && column < places.length; column += step)
    if (places[column] !== null) return { row, column };
  return null;
}

/** Finds the nearest seat in the row above (step -1) or below (step 1). */
function across(drawing: Moved, { row, column }: Spot, step: 1 | -1): Spot | null {
  return nearest(drawing, drawing.points[row]![column]!, Infinity, row + step);
}

/** Finds the seat that is nearest to a point and nearer than `within`, among all rows or in one of them. */
export function nearest({ rows, points }: Moved, to: Point, within: number, among?: number): Spot | null {
  let found: Spot | null = null;
  rows.forEach(({ places }, row) =>
    places.forEach((seat, column) => {
      const { x, y } = points[row]![column]!;
      const distance = Math.hypot(x - to.x, y - to.y);
      if (seat === null || distance >= within || (among ?? row) !== row) return;
      within = distance;
      found = { row, column };
    }),
  );
  return found;
}
