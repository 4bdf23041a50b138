import type { GetPerformanceAnswer, GetSeatMapAnswer } from "../../../functions/src/contract.js";
import { planOf } from "../../src/map/plan.js";
import { statesOf } from "../../src/map/seatMap.js";
import { placesOf } from "../../src/seats/choosing.js";

export const sections: GetPerformanceAnswer["sections"] = [
  { section: "VIP", name: "VIP", price: 150_000 },
  { section: "R", name: "Royal", price: 100_000 },
];

export const BASE = Date.parse("2027-05-01T10:30:00.000Z");

export function seatMap(rows: Record<string, string>, version = 1): GetSeatMapAnswer {
  const time = new Date(BASE).toISOString();
  return {
    performanceId: "perf",
    block: "b1",
    base: time,
    rows,
    version,
    serverTime: time,
    pollAfterMs: 2_000,
  };
}

/** The plan and the places of rows that are written as in a map. A row's first seat is 1, and `_` is a gap. */
export function block(rows: Record<string, string>, section = "VIP") {
  const ranges = Object.entries(rows).flatMap(([row, characters]) =>
    [...characters].flatMap((character, index) =>
      character === "_" ? [] : [{ row, section, firstSeat: index + 1, lastSeat: index + 1 }],
    ),
  );
  const planned = planOf({ sections }, { block: "b1", name: "Front", rows: ranges });
  return { rows: planned, places: placesOf(planned, statesOf(planned, seatMap(rows), BASE)) };
}
