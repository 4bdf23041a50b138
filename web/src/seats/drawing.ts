import { distanceOf, pointAt, type Point } from "../../../functions/src/layouts/places.js";
import type { PlannedRow } from "../map/plan.js";
import type { Layout } from "../map/useLayout.js";
import { PITCH } from "./shapes.js";

/** A block as it is drawn. For the units see `PITCH`. */
export interface Drawing {
  /** From the top to the bottom. */
  rows: readonly PlannedRow[];
  /** Where each place of each row is, also a place without a seat. */
  points: readonly (readonly Point[])[];
  /** Where the name of each row is, at both of its ends. */
  names: readonly (readonly [Point, Point])[];
  width: number;
  height: number;
  /** An arrow to the stage, rounded to an eighth of a turn. Empty if the stage is above, or if no layout is used. */
  arrow: string;
}

/** What is drawn until it is known where the rows are. */
export const NOTHING: Drawing = { rows: [], points: [], names: [], width: 0, height: 0, arrow: "" };

/** Draws a block as the layout says, or with straight rows if there is no layout, or if it lacks one of the rows. */
export function drawingOf(rows: readonly PlannedRow[], layout: Layout | null): Drawing {
  return (layout && drawn(rows, layout)) ?? straight(rows);
}

/** How many places the names of the rows take at each side. */
function marginOf(rows: readonly PlannedRow[]): number {
  const longest = Math.max(1, ...rows.map(({ row }) => row.length));
  return Math.ceil((longest + 1) / 3);
}

/** How many places a straight row is moved to the right, so that it stands in the middle. */
export const indentOf = (length: number, width: number): number => (width - length) / 2;

function straight(rows: readonly PlannedRow[]): Drawing {
  const width = Math.max(...rows.map(({ places }) => places.length));
  const margin = marginOf(rows);
  const at = (x: number, row: number) => ({ x: x * PITCH, y: (row + 0.5) * PITCH });
  return {
    rows,
    points: rows.map((row, index) =>
      row.places.map((_, column) => at(margin + indentOf(row.places.length, width) + column + 0.5, index)),
    ),
    names: rows.map((_, index) => [at(margin / 2, index), at(width + 1.5 * margin, index)]),
    width: (width + 2 * margin) * PITCH,
    height: rows.length * PITCH,
    arrow: "",
  };
}

function drawn(rows: readonly PlannedRow[], layout: Layout): Drawing | null {
  const margin = marginOf(rows);
  const placed = rows.flatMap((row) => {
    const line = layout.rows[row.row];
    return line === undefined ? [] : place(row, line, margin);
  });
  if (placed.length < rows.length) return null;
  const scale = PITCH / Math.min(...placed.map(({ pitch }) => pitch));
  const middle = middleOf(placed.flatMap(({ points }) => points));
  // The block is turned until its first row is level and the stage is not below.
  const [one, other] = placed[0]!.names;
  const along = difference(one!, other!);
  const toStage = difference(middle, middleOf(pointsOf(layout.stage)));
  const isBelow = toStage.y * along.x > toStage.x * along.y;
  const length = (Math.hypot(along.x, along.y) / scale) * (isBelow ? -1 : 1);
  const turn = ({ x, y }: Point): Point => ({
    x: (x * along.x + y * along.y) / length,
    y: (y * along.x - x * along.y) / length,
  });
  const stage = turn(toStage);
  const turned = placed
    .map(({ row, points, names }) => ({ row, points: points.map(turn), names: names.map(turn) }))
    .map((line) => ({ ...line, y: middleOf(line.points).y }))
    .sort((one, other) => one.y - other.y);
  const all = turned.flatMap(({ points, names }) => [...points, ...names]);
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const side = (margin * PITCH) / 2;
  const corner = { x: Math.min(...xs) - side, y: Math.min(...ys) - PITCH };
  const move = (point: Point) => difference(corner, point);
  const eighth = Math.round(Math.atan2(stage.x, -stage.y) / (Math.PI / 4));
  return {
    rows: turned.map(({ row }) => row),
    points: turned.map(({ points }) => points.map(move)),
    names: turned.map(({ names }) => names.map(move) as [Point, Point]),
    width: Math.max(...xs) + side - corner.x,
    height: Math.max(...ys) + PITCH - corner.y,
    arrow: ["← ", "↖ ", "", "↗ ", "→ "][eighth + 2]!,
  };
}

/** A row in the coordinates of the layout. */
interface PlacedRow {
  row: PlannedRow;
  pitch: number;
  points: Point[];
  names: Point[];
}

function place(row: PlannedRow, line: Layout["rows"][string], margin: number): PlacedRow {
  const { places } = row;
  const first = places[0]!.number;
  const distances = places.map((_, index) => distanceOf(line, first + index));
  const beside = (line.pitch * (margin + 1)) / 2;
  return {
    row: {
      ...row,
      places:
        line.accessible.length === 0
          ? places
          : places.map((seat) => seat && { ...seat, isAccessible: line.accessible.includes(seat.number) }),
    },
    pitch: line.pitch,
    points: distances.map((distance) => pointAt(line, distance)),
    names: [distances[0]! - beside, distances.at(-1)! + beside].map((distance) => pointAt(line, distance)),
  };
}

function difference(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}

/** The points of a polygon `[x, y, x, y, …]`. */
export function pointsOf(polygon: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let index = 0; index < polygon.length; index += 2)
    points.push({ x: polygon[index]!, y: polygon[index + 1]! });
  return points;
}

export function middleOf(points: readonly Point[]): Point {
  const sum = (axis: "x" | "y") => points.reduce((total, point) => total + point[axis], 0) / points.length;
  return { x: sum("x"), y: sum("y") };
}
