import type { Books } from "./books.js";
import { placeOf, type Performance, type Seat, type SeatMap } from "./documents.js";

/** A map shows the end of a lock in steps of this many microseconds. */
const STEP_MICROS = 5 * 1e6;

const STEPS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Until when a character of a map shows its seat as taken, in microseconds. Infinity: without end. 0: it is free.
 * Null: there is no seat. The service's own codec is not used, so that a mistake in it is found.
 */
export function takenUntil(character: string, base: number): number | null {
  if (character === "_") return null;
  if (character === ".") return 0;
  const step = STEPS.indexOf(character) + 1;
  return step > 0 ? base + step * STEP_MICROS : Infinity;
}

/** The seats that a map shows, with their characters. */
export function charactersOf(rows: SeatMap["rows"]): [string, string][] {
  return Object.entries(rows).flatMap(([row, characters]) =>
    [...characters].map((character, index): [string, string] => [`${row}${index + 1}`, character]),
  );
}

/** The blocks of a performance, each with the lengths of its rows. In the simulation all rows begin with seat 1. */
export function blocksOf({ sections }: Performance): Map<string, Record<string, number>> {
  const blocks = new Map<string, Record<string, number>>();
  const isCut = ({ rows }: Performance["sections"][number]) => rows.some(({ block }) => block === undefined);
  for (const section of sections)
    for (const { row, lastSeat, block = `b${sections.filter(isCut).indexOf(section) + 1}` } of section.rows)
      blocks.set(block, { ...blocks.get(block), [row]: lastSeat });
  return blocks;
}

/**
 * Whether a character shows a seat as its document and its owner's payment say. The end of a lock may be
 * shown up to a step late.
 */
export function isRight(character: string, base: number, seat: Seat | undefined, books: Books): boolean {
  if (seat === undefined) return character === ".";
  if (seat.status === "booked") return character === "#";
  const status = statusOf(books, seat);
  if (status === "PROCESSING" || status === "SUCCESS") return character === "=";
  const until = seat.lockedUntil ?? Infinity;
  if (character === ".") return until <= base;
  const shown = takenUntil(character, base) ?? 0;
  return shown >= until && shown < until + STEP_MICROS;
}

/** Whether a seat could not be booked at a time, by the rule of `getOccupiedSeats`. */
export function isTaken(seat: Seat | undefined, books: Books, time: number): boolean {
  if (seat === undefined) return false;
  if (seat.status === "booked" || (seat.lockedUntil ?? Infinity) > time) return true;
  const booking = books.ownerOf(seat);
  const status = booking && books.intentOf(booking)?.status;
  return status === "PROCESSING" || status === "SUCCESS";
}

export function seatAt(books: Books, performanceId: string, seatId: string): Seat | undefined {
  return books.holders(placeOf({ performanceId, seatId }))[0]?.[1];
}

const statusOf = ({ tables }: Books, { bookingId }: Seat): string | undefined =>
  tables.paymentIntents.get(bookingId.replace(/^bk_/, "pi_"))?.status;
