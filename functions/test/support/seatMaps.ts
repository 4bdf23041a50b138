import { expect } from "chai";
import { listOccupiedSeats } from "../../src/seatmap/listOccupiedSeats.js";
import { blocksOf, seatIdsOf } from "../../src/seatmap/domain/blocks.js";
import { read, type SeatMap } from "../../src/seatmap/domain/seatMap.js";
import type { Shown } from "../../src/seatmap/domain/codec.js";
import { seatMaps } from "../../src/seatmap/store/collections.js";
import { findPerformance } from "../../src/performances/findPerformance.js";
import { seatMapKey } from "../../src/shared/ids.js";

/** Reads a map that must exist. A performance by `openPerformance` has block b1, rows A and B, and block b2, row C. */
export async function mapOf(performanceId: string, block = "b1"): Promise<SeatMap> {
  const map = (await seatMaps.doc(seatMapKey(performanceId, block)).get()).data();
  if (map === undefined) throw new Error(`${performanceId} has no map of block ${block}`);
  return map;
}

/** Tells what a stored map shows of seats, as a viewer reads it who looks `afterMs` later. A lock is told as "locked". */
export async function shownOf(performanceId: string, seatIds: string[], afterMs = 0): Promise<string[]> {
  const performance = await findPerformance(performanceId);
  const shown = new Map<string, Shown>();
  for (const block of blocksOf(performance)) {
    if (!seatIdsOf(block).some((seatId) => seatIds.includes(seatId))) continue;
    const map = await mapOf(performanceId, block.block);
    for (const [seatId, one] of read(block, map, Date.now() + afterMs)) shown.set(seatId, one);
  }
  return seatIds.map((seatId) => {
    const one = shown.get(seatId);
    return typeof one === "number" ? "locked" : (one ?? "nothing");
  });
}

/** Checks that the stored maps show each seat as locked, booked or free, as it is. An absent map counts as right. */
export async function assertMapsRight(performanceId: string): Promise<void> {
  const { seats } = await listOccupiedSeats(performanceId, { after: null });
  const occupied = new Map(seats.map((seat) => [seat.seatId, seat.status]));
  for (const block of blocksOf(await findPerformance(performanceId))) {
    const map = (await seatMaps.doc(seatMapKey(performanceId, block.block)).get()).data();
    if (map === undefined) continue;
    const told = [...read(block, map, Date.now())].map(([seatId, one]) => [seatId, inWords(one)]);
    const truth = seatIdsOf(block).map((seatId) => [seatId, occupied.get(seatId) ?? "free"]);
    expect(Object.fromEntries(told)).to.deep.equal(Object.fromEntries(truth));
  }
}

function inWords(shown: Shown): string {
  if (typeof shown === "number" || shown === "held") return "locked";
  return shown === "sold" ? "booked" : shown;
}
