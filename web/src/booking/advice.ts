import type { Place } from "../seats/choosing.js";

/** One row further away counts as much as this many seats along the row. */
const ROW_WEIGHT = 2;

/** Returns the chosen seats among `places` that are not free. */
export function lost(chosen: readonly string[], places: readonly Place[]): string[] {
  if (chosen.length === 0) return [];
  const taken = new Set(places.filter(({ state }) => state !== "free").map(({ seat }) => seat.seatId));
  return chosen.filter((seatId) => taken.has(seatId));
}

/**
 * Finds free seats in place of the lost ones that are among `places`, or fewer if not as many are free. Prefers seats
 * side by side, beside chosen seats that are not lost, at the price of the first lost seat, and near.
 */
export function nearestFree(
  lostIds: readonly string[],
  chosen: readonly string[],
  places: readonly Place[],
): string[] {
  const from = places.filter(({ seat }) => lostIds.includes(seat.seatId));
  if (from.length === 0) return [];
  const middle = (axis: "row" | "column") => from.reduce((sum, place) => sum + place[axis], 0) / from.length;
  const [row, column] = [middle("row"), middle("column")];
  const distance = (place: Place) =>
    Math.hypot(ROW_WEIGHT * (place.row - row), place.column - column) +
    (place.seat.tier === from[0]!.seat.tier ? 0 : places.length);
  const isKept = ({ seat }: Place) => chosen.includes(seat.seatId) && !lostIds.includes(seat.seatId);
  const isOpen = (place: Place) =>
    place.state === "free" && !isKept(place) && !lostIds.includes(place.seat.seatId);

  let best: readonly Place[] = places
    .filter(isOpen)
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, from.length);
  let least = Infinity;
  for (const start of places.keys()) {
    const together = sideBySide(places, start, from.length, isOpen, isKept);
    const open = together.filter(isOpen);
    if (open.length < from.length) continue;
    const length =
      open.reduce((sum, place) => sum + distance(place), 0) -
      (together.some(isKept) ? places.length ** 2 : 0);
    if (length < least) [best, least] = [open, length];
  }
  return best.map(({ seat }) => seat.seatId);
}

/** Returns places side by side from `start` on: at most `count` open ones, and any kept ones among and beside them. */
function sideBySide(
  places: readonly Place[],
  start: number,
  count: number,
  isOpen: (place: Place) => boolean,
  isKept: (place: Place) => boolean,
): Place[] {
  const found: Place[] = [];
  let open = 0;
  for (let index = start; index < places.length; index++) {
    const place = places[index]!;
    const last = found.at(-1) ?? place;
    if (place.row !== last.row || place.column > last.column + 1) break;
    if (!isKept(place) && (!isOpen(place) || open++ === count)) break;
    found.push(place);
  }
  return found;
}

/**
 * Returns the free seats that a choice would leave alone between taken or chosen ones. A seat that was alone before is
 * not counted.
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
