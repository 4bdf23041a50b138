import { isDeepStrictEqual } from "node:util";
import { findSeat, type Performance } from "../functions/src/performances/performance.js";
import { countTaken, type TakenSeat } from "./stored.js";
import { counted } from "./table.js";
import { inZone } from "./times.js";

/** How many seat ids a message lists at most. */
const NAMED = 10;

/**
 * Lists what would change for existing bookings if a performance were replaced, one line for each kind of change: seats
 * that are left out, other sections, another start, time zone, venue or currency, and a stored performance that cannot
 * be read. New prices and a new refund policy are not listed, because a booking keeps its own.
 * @param before the stored performance; null if it is malformed, undefined if there is none.
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
      effects.push(
        `${field} would change from ${old[field]} to ${now[field]} ${under}${field === "startsAt" ? FULL_REFUND : ""}`,
      );
  }
  return effects;
}

const FULL_REFUND = ", which could then be given back without a fee";

/** Says which bookings a new refund policy applies to. Null if the policy stays the same, or no old one can be read. */
export function policyEffect(before: Performance | null | undefined, after: Performance): string | null {
  if (!before || isDeepStrictEqual(before.refundPolicy, after.refundPolicy)) return null;
  return "the new refund policy is for new bookings: those that were made keep the terms under which they were bought";
}

/** Tells whether `before` has a seat that `after` does not have. */
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
