import type { GetSeatMapAnswer } from "../../../functions/src/contract.js";
import { decode } from "../../../functions/src/seatmap/domain/codec.js";
import type { PlannedRow } from "./plan.js";

/** What a viewer is shown of a seat. Locked: someone holds it and it is not sold yet, or its state is not known. */
export type State = "free" | "locked" | "sold";

/** The states of a block's seats: a list for each row, with a state for each place. A gap's state means nothing. */
export type States = readonly (readonly State[])[];

/** Returns the map with the higher version. If both have the same version, returns `answer`. */
export function newerMap(shown: GetSeatMapAnswer, answer: GetSeatMapAnswer): GetSeatMapAnswer {
  return answer.version < shown.version ? shown : answer;
}

/**
 * Reads a map at the server's time `now`. A row that the map does not have yet is shown as locked, because a seat
 * may be offered only if it is known to be free.
 */
export function statesOf(rows: readonly PlannedRow[], map: GetSeatMapAnswer, now: number): States {
  return rows.map(({ row, places }) => {
    const shown = decode(map.rows[row] ?? "", Date.parse(map.base), now);
    return places.map((_, index) => {
      const seat = shown[index];
      return seat === "free" || seat === "sold" ? seat : "locked";
    });
  });
}

/** Keeps the lists of rows that are as before, so that only changed rows are drawn again. */
export function keepSame(before: States, now: States): States {
  const kept = now.map((row, index) => {
    const same = before[index];
    return same?.length === row.length && same.every((state, place) => state === row[place]) ? same : row;
  });
  const isSame = before.length === now.length && kept.every((row, index) => row === before[index]);
  return isSame ? before : kept;
}
