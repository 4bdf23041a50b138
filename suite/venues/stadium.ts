import type { Layout } from "../../functions/src/layouts/layout.js";
import { houseOf, type Sector } from "./house.js";

const PRICES = [
  { section: "VIP", name: "VIP", price: 220_000 },
  { section: "R", name: "Lower bowl", price: 165_000 },
  { section: "S", name: "Middle bowl", price: 121_000 },
  { section: "A", name: "Upper bowl", price: 77_000 },
];

const BLOCKS = 24;

/**
 * The levels from the playing field up: the radius of the first row, how many rows there are, and the section that
 * sells the rows. Some blocks of the first level are VIP instead.
 */
const LEVELS = [
  { level: 1, radius: 700, rows: 16, section: "R" },
  { level: 2, radius: 860, rows: 17, section: "S" },
  { level: 3, radius: 1_040, rows: 14, section: "A" },
] as const;

function sectorOf({ level, radius, rows, section }: (typeof LEVELS)[number], number: number): Sector {
  const block = String(level * 100 + number);
  // In the drawing, block 1 is above the playing field, and the next ones follow clockwise.
  const bearing = 180 - ((number - 1) * 360) / BLOCKS;
  const isAtSide = Math.abs(Math.abs(bearing) - 90) > 60;
  return {
    block,
    name: { ko: `${block}구역`, en: `Block ${block}` },
    level,
    centre: { x: 0, y: 0 },
    radius,
    rows,
    rowDistance: 8,
    pitch: 5,
    from: bearing - 7,
    to: bearing + 7,
    hasAisle: false,
    rowName: (index) => `${block}-${String.fromCharCode(65 + index)}`,
    section: () => (level === 1 && isAtSide ? "VIP" : section),
    accessible: (index) => (level === 1 && index === rows - 1 ? [1, 2, 3, 4] : []),
  };
}

const { sections, ...drawing } = houseOf(
  LEVELS.flatMap((level) => Array.from({ length: BLOCKS }, (_, index) => sectorOf(level, index + 1))),
  PRICES,
);

/** The sections of a performance in the stadium, each with its price and its rows. */
export const stadiumSections = sections;

/** A round stadium with three levels of 24 blocks around a playing field. */
export const stadium: Layout = {
  name: "Stadium",
  stage: [-525, -340, 525, -340, 525, 340, -525, 340],
  ...drawing,
};
