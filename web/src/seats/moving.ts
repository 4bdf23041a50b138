import type { PlannedRow } from "../map/plan.js";

/** A place in a block: which row, and which place of the row. */
export interface Spot {
  row: number;
  column: number;
}

/** The width of a block in places. */
export function widthOf(rows: readonly PlannedRow[]): number {
  return Math.max(0, ...rows.map(({ places }) => places.length));
}

/** How many places the names of the rows take at each side. */
export function marginOf(rows: readonly PlannedRow[]): number {
  const longest = Math.max(1, ...rows.map(({ row }) => row.length));
  return Math.ceil((longest + 1) / 3);
}

/** How many places a row is moved to the right, so that it stands in the middle. */
export function indentOf({ places }: PlannedRow, width: number): number {
  return (width - places.length) / 2;
}

/** Returns where a key leads from a seat, or null if it is no key for moving or there is no seat in that direction. */
export function move(rows: readonly PlannedRow[], from: Spot, key: string): Spot | null {
  switch (key) {
    case "ArrowLeft":
      return along(rows, from.row, from.column - 1, -1);
    case "ArrowRight":
      return along(rows, from.row, from.column + 1, 1);
    case "ArrowUp":
      return across(rows, from, -1);
    case "ArrowDown":
      return across(rows, from, 1);
    case "Home":
      return along(rows, from.row, 0, 1);
    case "End":
      return along(rows, from.row, (rows[from.row]?.places.length ?? 0) - 1, -1);
    default:
      return null;
  }
}

/** Finds the first seat from a place on, in one direction of its row. Gaps are passed over. */
function along(rows: readonly PlannedRow[], row: number, from: number, step: 1 | -1): Spot | null {
  const places = rows[row]?.places ?? [];
  for (let column = from; column >= 0 && column < places.length; column += step)
    if (places[column] !== null) return { row, column };
  return null;
}

/** Finds the seat of the next row that stands nearest above or below. */
function across(rows: readonly PlannedRow[], from: Spot, step: 1 | -1): Spot | null {
  const next = from.row + step;
  const [here, there] = [rows[from.row], rows[next]];
  if (here === undefined || there === undefined) return null;
  const width = widthOf(rows);
  const wanted = from.column + indentOf(here, width) - indentOf(there, width);
  let nearest: Spot | null = null;
  there.places.forEach((seat, column) => {
    if (seat === null) return;
    if (nearest === null || Math.abs(column - wanted) < Math.abs(nearest.column - wanted))
      nearest = { row: next, column };
  });
  return nearest;
}
