import type { Layout } from "../functions/src/layouts/layout.js";
import { distanceOf, pointAt, type Point } from "../functions/src/layouts/places.js";
import type { Performance } from "../functions/src/performances/performance.js";
import { blocksOf, placesIn, type Row } from "../functions/src/seatmap/domain/blocks.js";
import type { Problem } from "./documentFile.js";
import { counted } from "./table.js";

/** A seat where the layout draws it. */
interface DrawnSeat extends Point {
  seatId: string;
  row: string;
  pitch: number;
}

/**
 * Lists what a layout lacks to draw a performance. It needs an outline of each block; each row, beginning no later than
 * the performance's row of that name; and a separate place for each seat.
 */
export function misfits(layout: Layout, performance: Performance): Problem[] {
  const problems: Problem[] = [];
  const found = (path: PropertyKey[], message: string) => problems.push({ path, message });
  const seats: DrawnSeat[] = [];
  for (const { block, rows } of blocksOf(performance)) {
    if (!Object.hasOwn(layout.blocks, block)) found(["blocks", block], "is missing");
    for (const row of rows) {
      const line = Object.hasOwn(layout.rows, row.row) ? layout.rows[row.row] : undefined;
      if (line === undefined) found(["rows", row.row], "is missing");
      else if (row.firstSeat < line.firstSeat)
        found(["rows", row.row, "firstSeat"], `is ${line.firstSeat}, and there is a seat ${row.firstSeat}`);
      else seats.push(...drawn(row, line));
    }
  }
  return [...problems, ...collisions(seats)];
}

function drawn(row: Row, line: Layout["rows"][string]): DrawnSeat[] {
  return placesIn(row).flatMap((seatId, place) =>
    seatId === null
      ? []
      : [
          {
            seatId,
            row: row.row,
            pitch: line.pitch,
            ...pointAt(line, distanceOf(line, row.firstSeat + place)),
          },
        ],
  );
}

/**
 * Finds seats that are nearer to each other than half a pitch. There is one problem for each pair of rows, because
 * two rows that cross or coincide have many such seats.
 */
function collisions(seats: readonly DrawnSeat[]): Problem[] {
  // The seats are sorted into squares, so that each is compared with those of nine squares, not with the whole house.
  const side = seats.reduce((most, { pitch }) => Math.max(most, pitch / 2), 0);
  const squares = new Map<string, DrawnSeat[]>();
  const pairs = new Map<string, { one: DrawnSeat; other: DrawnSeat; count: number }>();
  for (const seat of seats) {
    const [column, line] = [Math.floor(seat.x / side), Math.floor(seat.y / side)];
    const near = [-1, 0, 1].flatMap((right) =>
      [-1, 0, 1].flatMap((down) => squares.get(`${column + right} ${line + down}`) ?? []),
    );
    const own = `${column} ${line}`;
    const other = near.find((each) => isTooNear(each, seat));
    if (other === undefined) {
      squares.set(own, [...(squares.get(own) ?? []), seat]);
      continue;
    }
    const rows = JSON.stringify([other.row, seat.row]);
    const pair = pairs.get(rows) ?? { one: other, other: seat, count: 0 };
    pair.count++;
    pairs.set(rows, pair);
  }
  return [...pairs.values()].map(({ one, other, count }) => ({
    path: ["rows", other.row],
    message: `seats ${one.seatId} and ${other.seatId} are in one place${count > 1 ? `, and ${counted(count - 1, "more pair")} of these rows` : ""}`,
  }));
}

function isTooNear(one: DrawnSeat, other: DrawnSeat): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) < Math.max(one.pitch, other.pitch) / 2;
}
