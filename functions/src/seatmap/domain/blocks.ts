import { splitSeatId, type Performance } from "../../performances/performance.js";
import { fingerprint } from "../../shared/ids.js";

/** The most seats of a block that the service forms. A longer row is a block of its own. Gaps count as seats. */
const MOST_SEATS = 1_000;

/** A row, from its lowest to its highest seat number. There may be gaps between its ranges. */
export interface Row {
  row: string;
  firstSeat: number;
  lastSeat: number;
  ranges: { section: string; firstSeat: number; lastSeat: number }[];
}

/** Some whole rows of a performance, which are drawn and sent together. */
export interface Block {
  block: string;
  /** The name of the section, or the block's id if the performance names the block. */
  name: string;
  rows: Row[];
}

/**
 * Divides a performance into blocks. A row may name its block. The service forms blocks b1, b2 and so on from the other
 * rows of each section. A row that is listed several times is in the block of its first listing.
 */
export function blocksOf({ sections }: Performance): Block[] {
  const rows = new Map<string, Row & { block: string | undefined; own: (typeof sections)[number] }>();
  for (const own of sections) {
    for (const { row, block, firstSeat, lastSeat } of own.rows) {
      const listed = rows.get(row) ?? { row, firstSeat, lastSeat, ranges: [], block, own };
      listed.firstSeat = Math.min(listed.firstSeat, firstSeat);
      listed.lastSeat = Math.max(listed.lastSeat, lastSeat);
      listed.ranges.push({ section: own.section, firstSeat, lastSeat });
      rows.set(row, listed);
    }
  }
  const blocks = new Map<string, Block>();
  let cut = { number: 0, own: sections[0], seats: Infinity };
  for (const { block, own, ...row } of rows.values()) {
    if (block === undefined) {
      const seats = row.lastSeat - row.firstSeat + 1;
      const fits = cut.own === own && cut.seats + seats <= MOST_SEATS;
      cut = fits ? { ...cut, seats: cut.seats + seats } : { number: cut.number + 1, own, seats };
    }
    const id = block ?? `b${cut.number}`;
    if (!blocks.has(id)) blocks.set(id, { block: id, name: block ?? own.name, rows: [] });
    blocks.get(id)!.rows.push(row);
  }
  return [...blocks.values()];
}

/** Returns the ids of a row's seats, from its lowest number to its highest, with null in its gaps. */
export function placesIn({ row, firstSeat, lastSeat, ranges }: Row): (string | null)[] {
  const places = new Array<string | null>(lastSeat - firstSeat + 1).fill(null);
  for (const range of ranges) {
    for (let seat = range.firstSeat; seat <= range.lastSeat; seat++)
      places[seat - firstSeat] = `${row}${seat}`;
  }
  return places;
}

export function seatIdsOf({ rows }: Block): string[] {
  return rows.flatMap(placesIn).filter((seatId) => seatId !== null);
}

/** Returns those of the seats whose rows are in the block. */
export function within({ rows }: Block, seatIds: readonly string[]): string[] {
  const names = new Set(rows.map(({ row }) => row));
  return seatIds.filter((seatId) => names.has(splitSeatId(seatId)?.row ?? ""));
}

/**
 * Returns the id of a block's layout. A map of another layout must be built anew.
 * @param version the performance's version. The rows alone are not enough, because a map that was drawn before the same
 * rows were loaded again must not count as current.
 */
export function layoutOf({ rows }: Block, version: string): string {
  return fingerprint(version, JSON.stringify(rows));
}
