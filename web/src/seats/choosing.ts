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

/** Chooses a seat, or gives it back if it is chosen. */
export function choose(chosen: readonly string[], { seat, state }: Place, limit: number): Choice {
  if (chosen.includes(seat.seatId))
    return { is: "given back", seatIds: chosen.filter((seatId) => seatId !== seat.seatId) };
  if (state !== "free") return { is: "taken" };
  if (chosen.length >= limit) return { is: "too many" };
  return { is: "chosen", seatIds: [...chosen, seat.seatId] };
}

/** Returns the chosen seats that someone else has by now. */
export function lost(chosen: readonly string[], places: readonly Place[]): string[] {
  if (chosen.length === 0) return [];
  const taken = new Set(places.filter(({ state }) => state !== "free").map(({ seat }) => seat.seatId));
  return chosen.filter((seatId) => taken.has(seatId));
}

/** A row further away is worth as much as this many seats along the row. */
const ROW_WEIGHT = 2;

/**
 * Finds for each lost seat the nearest free one, at the same price where there is one. No seat is offered twice, nor one
 * that is chosen.
 */
export function nearestFree(
  lostIds: readonly string[],
  chosen: readonly string[],
  places: readonly Place[],
): string[] {
  const offered: string[] = [];
  for (const lostId of lostIds) {
    const from = places.find(({ seat }) => seat.seatId === lostId);
    if (from === undefined) continue;
    const distance = ({ seat, row, column }: Place) =>
      Math.hypot(ROW_WEIGHT * (row - from.row), column - from.column) +
      (seat.tier === from.seat.tier ? 0 : places.length);
    const open = places.filter(
      ({ seat, state }) => state === "free" && ![...lostIds, ...chosen, ...offered].includes(seat.seatId),
    );
    const nearest = open.reduce<Place | null>(
      (best, place) => (best === null || distance(place) < distance(best) ? place : best),
      null,
    );
    if (nearest !== null) offered.push(nearest.seat.seatId);
  }
  return offered;
}

/**
 * Returns the free seats that a choice would leave alone between two taken ones. Such a seat is hard to sell, because
 * few people come alone. A seat that was alone before is not counted.
 */
export function leftAlone(chosen: readonly string[], places: readonly Place[]): string[] {
  if (chosen.length === 0) return [];
  const isChosen = (place: Place) => chosen.includes(place.seat.seatId);
  const at = new Map(places.map((place) => [`${place.row} ${place.column}`, place]));
  return places
    .filter((place) => {
      if (place.state !== "free" || isChosen(place)) return false;
      const sides = [-1, 1].map((step) => at.get(`${place.row} ${place.column + step}`));
      return (
        sides.every((side) => side !== undefined && (side.state !== "free" || isChosen(side))) &&
        sides.some((side) => side !== undefined && isChosen(side))
      );
    })
    .map(({ seat }) => seat.seatId);
}
