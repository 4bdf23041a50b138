import type { Layout } from "../../functions/src/layouts/layout.js";
import { houseOf, type Sector } from "./house.js";

const PRICES = [
  { section: "VIP", name: "VIP", price: 150_000 },
  { section: "R", name: "Royal", price: 100_000 },
  { section: "S", name: "Standard", price: 70_000 },
];

const sector = (letter: string, level: number, from: number, to: number) => ({
  block: `${level}F-${letter}`,
  name: { ko: `${level}층 ${letter}구역`, en: `${level === 1 ? "Stalls" : "Balcony"} ${letter}` },
  level,
  centre: { x: 0, y: -110 },
  rowDistance: 9.5,
  pitch: 5.2,
  from,
  to,
  hasAisle: false,
  rowName: (index: number) => `${letter}-${"ABCDEFGHJKLM"[index]!}`,
});

const STALLS_ROWS = 11;

/** A block of the stalls. The front rows of block B are VIP. The last row has wheelchair places at both ends. */
const stalls = (letter: string, from: number, to: number): Sector => {
  const isMiddle = letter === "B";
  return {
    ...sector(letter, 1, from, to),
    radius: 170,
    rows: STALLS_ROWS,
    hasAisle: isMiddle,
    section: (index) => (isMiddle && index < 5 ? "VIP" : "R"),
    accessible: (index, seats) => (index === STALLS_ROWS - 1 ? [1, 2, seats - 1, seats] : []),
  };
};

const balcony = (letter: string, from: number, to: number): Sector => ({
  ...sector(letter, 2, from, to),
  radius: 305,
  rows: 5,
  section: () => "S",
  accessible: () => [],
});

const { sections, ...drawing } = houseOf(
  [
    stalls("A", -39, -18.5),
    stalls("B", -17, 17),
    stalls("C", 18.5, 39),
    balcony("D", -36, -13),
    balcony("E", -12, 12),
    balcony("F", 13, 36),
  ],
  PRICES,
);

/** The sections of a performance in the hall, each with its price and its rows. */
export const grandHallSections = sections;

/** A hall with curved rows in stalls and a balcony. The balcony is drawn behind the stalls. */
export const grandHall: Layout = {
  name: "Seoul Arts Center, grand hall",
  stage: [-95, -30, 95, -30, 80, 20, 45, 32, 0, 36, -45, 32, -80, 20],
  ...drawing,
};
