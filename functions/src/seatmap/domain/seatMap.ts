import * as z from "zod";
import type { OccupiedSeat } from "../../bookings/domain/seat.js";
import type { PaymentIntent } from "../../payments/domain/paymentIntent.js";
import { placesIn, type Block } from "./blocks.js";
import { decode, encode, type Shown } from "./codec.js";

/** What viewers see of one block's seats. The map does not decide whether a seat can be sold. */
export const SeatMap = z.object({
  performanceId: z.string(),
  block: z.string(),
  layout: z.string().meta({
    description:
      "A hash of the block's rows and the performance's update time. A map of another layout is built anew.",
  }),
  base: z.date().meta({ description: "A multiple of 5 seconds, not after the write." }),
  rows: z.record(z.string(), z.string()).meta({
    description:
      "A text for each row, with a character for each seat from the lowest number on. `.`: free. `0` to `9`, `A` to `Z` and `a` to `z`, the nth of them: locked until 5 seconds times n after the base, and free from then on without a write. `=`: held by a payment. `#`: sold. `_`: no seat.",
  }),
  version: z.int().meta({ description: "Higher with each write." }),
  updatedAt: z.date(),
});
export type SeatMap = z.output<typeof SeatMap>;

/**
 * Decides what a map shows of a seat, by the seat's document and its owner's intent. Undefined: there is no document.
 * Null: a malformed document. A seat whose state depends on a malformed document is shown as held.
 */
export function shownOf(
  seat: OccupiedSeat | undefined | null,
  owner: PaymentIntent | undefined | null,
): Shown {
  if (seat === undefined) return "free";
  if (seat?.status === "booked") return "sold";
  // A claimed or paid payment keeps its seats after the lock ends.
  const isClaimed = owner === null || owner?.status === "PROCESSING" || owner?.status === "SUCCESS";
  return isClaimed ? "held" : (seat?.lockedUntil?.getTime() ?? "held");
}

/** Returns what a map shows of each seat of its block at the time `now`, in milliseconds since 1970. */
export function read({ rows }: Block, map: Pick<SeatMap, "rows" | "base">, now: number): Map<string, Shown> {
  const shown = rows.flatMap((row) => {
    const seats = decode(map.rows[row.row] ?? "", map.base.getTime(), now);
    return placesIn(row).map((seatId, place) => [seatId, seats[place] ?? "held"] as const);
  });
  return new Map(shown.filter((one): one is [string, Shown] => one[0] !== null));
}

/**
 * Draws a block's rows.
 * @param seats what to show of each seat.
 * @param base in milliseconds since 1970.
 */
export function draw({ rows }: Block, seats: ReadonlyMap<string, Shown>, base: number): SeatMap["rows"] {
  const drawn = rows.map((row) => {
    const shown = placesIn(row).map((seatId) => (seatId === null ? "gap" : seats.get(seatId)!));
    return [row.row, encode(shown, base)] as const;
  });
  return Object.fromEntries(drawn);
}
