import type { z } from "zod";
import type { Layout } from "../../functions/src/layouts/layout.js";
import type { Point } from "../../functions/src/layouts/places.js";
import type { Performance } from "../../functions/src/performances/performance.js";

/**
 * A block whose rows are arcs around one centre, each behind the other. Lengths are in units of 10 cm. `from` and
 * `to` are directions from the centre in degrees: 0 is down, and 90 to the right.
 */
export interface Sector {
  block: string;
  name: { ko: string; en: string };
  level: number;
  centre: Point;
  /** The radius of the first row. */
  radius: number;
  rows: number;
  rowDistance: number;
  pitch: number;
  from: number;
  to: number;
  /** Whether an aisle leads through the middle. */
  hasAisle: boolean;
  /** The name of a row, by the row's index in the sector, from 0 on. */
  rowName: (index: number) => string;
  /** The section that sells a row, by the row's index. */
  section: (index: number) => string;
  /** The seat numbers of a row's wheelchair places, by the row's index and by how many seats the row has. */
  accessible: (index: number, seats: number) => number[];
}

type Sections = z.input<typeof Performance>["sections"];

/** A house: the blocks and rows of its layout, and the sections of a performance in it. */
export interface House {
  blocks: Layout["blocks"];
  rows: Layout["rows"];
  sections: Sections;
}

const ROUND = Math.PI / 180;

/** Rounds a length to a centimetre, and an angle to a tenth of a degree. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

/**
 * Makes a house of sectors. Each row gets as many seats as it has room for, and is added to the section that sells it.
 */
export function houseOf(
  sectors: readonly Sector[],
  prices: readonly Omit<Sections[number], "rows">[],
): House {
  const sections = new Map(
    prices.map((price) => [price.section, { ...price, rows: [] as Sections[number]["rows"] }]),
  );
  const house: House = { blocks: {}, rows: {}, sections: [...sections.values()] };
  for (const sector of sectors) {
    const { block, name, level, pitch, hasAisle } = sector;
    house.blocks[block] = { name, outline: outlineOf(sector), level };
    for (let index = 0; index < sector.rows; index++) {
      const radius = sector.radius + index * sector.rowDistance;
      const room = Math.floor(((sector.to - sector.from) * ROUND * radius) / pitch);
      // An aisle takes the room of one seat, and both halves have the same number of seats.
      const seats = hasAisle ? 2 * Math.floor((room - 1) / 2) : room;
      const length = (seats - 1 + (hasAisle ? 1 : 0)) * pitch;
      const bearing = (sector.from + sector.to) / 2 - length / 2 / radius / ROUND;
      const first = around(sector.centre, radius, bearing);
      const row = sector.rowName(index);
      house.rows[row] = {
        firstSeat: 1,
        x: rounded(first.x),
        y: rounded(first.y),
        angle: rounded(-bearing),
        pitch,
        curve: radius,
        gaps: hasAisle ? [seats / 2] : [],
        accessible: sector.accessible(index, seats),
      };
      sections.get(sector.section(index))!.rows.push({ row, firstSeat: 1, lastSeat: seats, block });
    }
  }
  return house;
}

function around({ x, y }: Point, radius: number, bearing: number): Point {
  return { x: x + radius * Math.sin(bearing * ROUND), y: y + radius * Math.cos(bearing * ROUND) };
}

/** The corners of a sector. Its arcs are drawn as short straight lines. */
function outlineOf({ centre, radius, rows, rowDistance, from, to }: Sector): number[] {
  const steps = Math.ceil((to - from) / 3);
  const bearings = Array.from({ length: steps + 1 }, (_, step) => from + ((to - from) * step) / steps);
  const inner = radius - rowDistance / 2;
  const outer = inner + rows * rowDistance;
  const points = [
    ...bearings.map((bearing) => around(centre, inner, bearing)),
    ...bearings.reverse().map((bearing) => around(centre, outer, bearing)),
  ];
  return points.flatMap(({ x, y }) => [Math.round(x), Math.round(y)]);
}
