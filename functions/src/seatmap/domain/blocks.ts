import { splitSeatId, type Performance } from "../../performances/performance.js";
import { fingerprint } from "../../shared/ids.js";

/** The most seats of a block that the service cuts. A longer row is a block of its own. Gaps in a row count, too. */
const MOST_SEATS = 1_000;

/** A row with all the ranges of its seats, in the order in which the performance lists them. */
export interface Row {
  row: string;
  ranges: { section: string; firstSeat: number; lastSeat: number }[];
}

/** Some whole rows of a performance, which are drawn and sent together. */
export interface Block {
  block: string;
  /** The name of its section, or its id if the performance names the block. */
  name: string;
  rows: Row[];
}

/**
 * Divides a performance into blocks. A row may name its block. The others are cut by section into blocks b1, b2 and so on.
 * A row that is listed several times is in the block of its first listing.
 */
export function blocksOf({ sections }: Performance): Block[] {
  const rows = new Map<string, Row & { block: string | undefined; section: (typeof sections)[number] }>();
  for (const section of sections) {
    for (const { row, block, firstSeat, lastSeat } of section.rows) {
      const listed = rows.get(row) ?? { row, block, section, ranges: [] };
      listed.ranges.push({ section: section.section, firstSeat, lastSeat });
      rows.set(row, listed);
    }
  }
  const named = new Set([...rows.values()].map(({ block }) => block));
  let number = 0;
  const nextId = () => {
    do number++;
    while (named.has(`b${number}`));
    return `b${number}`;
  };
  const blocks = new Map<string, Block>();
  let cut = { block: "", section: sections[0], seats: Infinity };
  for (const { row, block, section, ranges } of rows.values()) {
    if (block === undefined) {
      const seats = placesIn({ row, ranges }).length;
      const isFull = cut.section !== section || cut.seats + seats > MOST_SEATS;
      cut = isFull ? { block: nextId(), section, seats } : { ...cut, seats: cut.seats + seats };
    }
    const id = block ?? cut.block;
    const own = blocks.get(id) ?? { block: id, name: block ?? section.name, rows: [] };
    own.rows.push({ row, ranges });
    blocks.set(id, own);
  }
  return [...blocks.values()];
}

/** Returns the ids of a row's seats, from its lowest number to its highest, with null in its gaps. */
export function placesIn({ row, ranges }: Row): (string | null)[] {
  const first = Math.min(...ranges.map(({ firstSeat }) => firstSeat));
  const last = Math.max(...ranges.map(({ lastSeat }) => lastSeat));
  const places = new Array<string | null>(last - first + 1).fill(null);
  for (const { firstSeat, lastSeat } of ranges) {
    for (let number = firstSeat; number <= lastSeat; number++) places[number - first] = `${row}${number}`;
  }
  return places;
}

/** Returns the ids of a block's seats. */
export function seatIdsOf({ rows }: Block): string[] {
  return rows.flatMap(placesIn).filter((seatId) => seatId !== null);
}

/** Returns whether a seat's row is in the block. */
export function hasRowOf({ rows }: Block, seatId: string): boolean {
  const row = splitSeatId(seatId)?.row;
  return rows.some((own) => own.row === row);
}

/**
 * Returns the id of a block's layout. A map of another layout must be built anew.
 * @param version changes with each write of the performance. The rows alone would not do, because a plan that is replaced
 * and later loaded again must not find its old map good.
 */
export function layoutOf({ rows }: Block, version: string): string {
  return fingerprint(version, JSON.stringify(rows));
}
