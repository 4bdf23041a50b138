import type { PlannedRow, PlannedSeat } from "../map/plan.js";
import type { State, States } from "../map/seatMap.js";

/** A seat with its state and its place in the block. */
export interface Place {
  seat: PlannedSeat;
  state: State;
  row: number;
  column: number;
}

/** Lists the seats of a block with their states. */
export function placesOf(rows: readonly PlannedRow[], states: States): Place[] {
  return rows.flatMap(({ places }, row) =>
    places.flatMap((seat, column) =>
      seat === null ? [] : [{ seat, state: states[row]?.[column] ?? "locked", row, column }],
    ),
  );
}

/** What pressing a seat does. */
export type Choice =
  { is: "chosen" | "given back"; seatIds: string[] } | { is: "taken" } | { is: "too many" };

/** Chooses a seat if it is free and the limit allows it, or gives it back if it is chosen. */
export function choose(chosen: readonly string[], { seat, state }: Place, limit: number): Choice {
  if (chosen.includes(seat.seatId))
    return { is: "given back", seatIds: chosen.filter((seatId) => seatId !== seat.seatId) };
  if (state !== "free") return { is: "taken" };
  if (chosen.length >= limit) return { is: "too many" };
  return { is: "chosen", seatIds: [...chosen, seat.seatId] };
}
