import { findSeat, type Performance } from "../functions/src/performances/performance.js";
import { countTaken, type TakenSeat } from "./stored.js";
import { counted } from "./table.js";
import { inZone } from "./times.js";

/** How many seats are told by name. */
const NAMED = 10;

/**
 * What changes for those who have bookings when a performance is replaced, a line for each kind of change; nothing where
 * they would not notice. A price is none: what was booked stays booked at its price.
 * @param before what is stored: null where it could not be read, undefined where there is nothing.
 */
export function effectsOn(
  taken: readonly TakenSeat[],
  before: Performance | null | undefined,
  after: Performance,
): string[] {
  if (taken.length === 0) return [];
  const effects: string[] = [];
  const leftOut = taken.filter(({ seatId }) => findSeat(after, seatId) === null);
  if (leftOut.length > 0) effects.push(`${amountOf(leftOut)} that the plan leaves out: ${namesOf(leftOut)}`);
  const bookings = new Set(taken.map((seat) => seat.bookingId)).size;
  const under = `under ${counted(bookings, "booking")}`;
  if (before === null) effects.push(`what is stored cannot be read and would be replaced ${under}`);
  if (!before) return effects;

  const moved = taken.filter(({ seatId }) => {
    const [from, to] = [findSeat(before, seatId), findSeat(after, seatId)];
    return from !== null && to !== null && from.section !== to.section;
  });
  if (moved.length > 0) {
    effects.push(`${amountOf(moved)} would be put into another section: ${namesOf(moved)}`);
  }
  const facts = (performance: Performance) => ({
    startsAt: inZone(performance.startsAt, performance.timeZone),
    timeZone: performance.timeZone,
    venue: performance.venue,
    currency: performance.currency,
  });
  const [old, now] = [facts(before), facts(after)];
  for (const field of ["startsAt", "timeZone", "venue", "currency"] as const) {
    if (old[field] !== now[field])
      effects.push(`${field} would change from ${old[field]} to ${now[field]} ${under}`);
  }
  return effects;
}

/** Tells whether a plan has seats that another has not. */
export function leavesOut(before: Performance, after: Performance): boolean {
  return before.sections
    .flatMap((section) => section.rows)
    .some(({ row, firstSeat, lastSeat }) => {
      const seatIds = Array.from(
        { length: lastSeat - firstSeat + 1 },
        (_, index) => `${row}${firstSeat + index}`,
      );
      return seatIds.some((seatId) => findSeat(after, seatId) === null);
    });
}

function amountOf(seats: readonly TakenSeat[]): string {
  const { sold, held } = countTaken(seats);
  return `${sold} sold and ${held} held ${seats.length === 1 ? "seat" : "seats"}`;
}

function namesOf(seats: readonly TakenSeat[]): string {
  const ids = seats.map((seat) => seat.seatId).sort();
  return ids.slice(0, NAMED).join(", ") + (ids.length > NAMED ? ", …" : "");
}
