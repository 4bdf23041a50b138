import { setTimeout } from "node:timers/promises";
import type { Tally } from "local-firestore/counts";
import { alternating, median, timed } from "../../support/measure.js";
import type { Looked, Promised } from "../crowd.js";
import { SEATS_PER_ROW } from "../design.js";
import type { Change } from "../keeping.js";
import { prices, usd } from "../prices.js";
import type { Plot } from "../report/plot.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

/** The number of blocks in each house. Each block has 500 seats. Only the last house is timed. */
const HOUSES = [1, 10, 100];
export const SEATS_PER_BLOCK = 10 * SEATS_PER_ROW;

/** For this long, in milliseconds, an instance repeats its answer about a map without reading. */
const KEPT_MS = 500;

const changes: Record<Change, string> = {
  created: "onBookingWritten, created",
  claimed: "onPaymentIntentUpdated, claimed",
  confirmed: "onBookingWritten, paid",
  declined: "onBookingWritten, declined",
  cancelled: "onBookingWritten, cancelled by its user",
  expired: "onBookingWritten, expired",
  "given back": "onBookingWritten, given back",
  "swept: paid": "sweep after a purchase that was paid, with its acknowledgement",
  "swept: declined": "the same, declined",
  "swept: given back": "the same, given back",
};

/** The ways to look at the seats of a house, and their names in the tables. */
export const looks = {
  block: "the map of one block",
  counts: "how many are free in each block",
  blocks: "the maps of all blocks",
  query: "the query on `occupiedSeats`, page by page",
} as const;
type Way = keyof typeof looks;
const ways = Object.keys(looks) as Way[];

export interface Opened {
  blocks: number;
  looked: Record<Way, Looked>;
}

export interface Houses {
  /** The smallest house first. */
  houses: Opened[];
  /** How long each way to look takes in the largest house, in milliseconds. */
  taken: Record<Way, number>;
  promised: { block: Promised; counts: Promised };
}

/** Counts what each way to look costs in houses in the middle of a sale, and times it in the largest house. */
export async function openHouses(world: World, rounds: number, sizes = HOUSES): Promise<Houses> {
  const { houseInMidSale } = await import("../house.js");
  const { allBlocks, allCounts, askRoutes, byQuery, countLook, oneBlock } = await import("../crowd.js");
  const houses: Opened[] = [];
  let performanceId = "";
  const lookOf = (way: Way, blocks: number) =>
    ({ block: oneBlock, counts: allCounts, blocks: allBlocks(blocks), query: byQuery })[way];
  for (const blocks of sizes) {
    await world.firestore.clear();
    performanceId = world.newPerformance();
    await houseInMidSale(performanceId, blocks);
    const looked: Partial<Record<Way, Looked>> = {};
    for (const way of ways) {
      // The map of the first block was read a moment ago. After the wait, the instance reads it again.
      if (way === "blocks") await setTimeout(KEPT_MS);
      looked[way] = await countLook(world, performanceId, lookOf(way, blocks));
    }
    houses.push({ blocks, looked: looked as Opened["looked"] });
  }
  const readings = await alternating(rounds, ways, async (way) => {
    if (way !== "query") await setTimeout(KEPT_MS);
    return timed(() => lookOf(way, sizes.at(-1)!)(performanceId));
  });
  const taken = Object.fromEntries(ways.map((way, index) => [way, median(readings[index]!)]));
  return { houses, taken: taken as Record<Way, number>, promised: await askRoutes(performanceId) };
}

/** The plot of how many documents a look reads, by the size of the house. */
export function openingPlot(houses: readonly Opened[], file: string): Plot {
  const line = (name: string, way: Way) => ({
    name,
    points: houses.map(({ blocks, looked }) => [blocks * SEATS_PER_BLOCK, looked[way].reads] as const),
  });
  return {
    file,
    title: "Documents read to see which seats of a half-occupied house are free",
    x: { label: "seats of the house", log: true },
    y: { label: "reads", log: true },
    series: [
      line(looks.blocks, "blocks"),
      line("the query on occupiedSeats, page by page", "query"),
      line(looks.block, "block"),
    ],
  };
}

/** Counts what it costs to keep the seat map and to look at it. Times each way to look at the seats of a large house. */
export async function watching(world: World, { full, rounds }: Settings): Promise<Result> {
  const { countKeeping } = await import("../keeping.js");
  const kept: string[][] = [];
  for (const seats of full ? [1, 2, 5, 10] : [2]) {
    const counted = await countKeeping(world.firestore, world.newPerformance(), seats);
    for (const [change, name] of Object.entries(changes) as [Change, string][])
      kept.push([name, String(seats), ...cells(counted[change])]);
  }
  const timedRounds = full ? rounds : 2;
  const { houses, taken } = await openHouses(world, timedRounds, full ? HOUSES : [1, HOUSES.at(-1)!]);
  return {
    name: "watching",
    title: "The seat map",
    about:
      "Counted on the local Firestore, on a warm instance: the events of one purchase whose seats are all in one block, " +
      "each delivered alone. What an instance hears of a block within a second it writes together. A house " +
      "has blocks of 500 seats, half of them occupied, in pairs at random: of ten pairs five are sold, four locked and " +
      "one is being paid for. Sizes are those of the answers' bodies. Times are medians of " +
      `${timedRounds} rounds in changing order, called in this process without network time. ` +
      `Money is Firestore's price in ${prices.location} (${prices.source}).`,
    tables: [
      {
        caption: "To keep the map",
        columns: ["event", "seats", "reads", "writes", "round trips", "$ per million"],
        rows: kept,
      },
      {
        caption: "To look at it",
        columns: ["", "seats of the house", "reads", "bytes of JSON", "bytes, gzipped"],
        rows: houses.flatMap(({ blocks, looked }) =>
          ways.map((way) => [
            looks[way],
            whole(blocks * SEATS_PER_BLOCK),
            ...[looked[way].reads, looked[way].json, looked[way].gzip].map(whole),
          ]),
        ),
      },
      {
        caption: `Time to open a house of ${whole(HOUSES.at(-1)! * SEATS_PER_BLOCK)} seats`,
        columns: ["", "the query takes so many times as long"],
        rows: ways.map((way) => [looks[way], times(taken.query, taken[way])]),
      },
    ],
    plots: [openingPlot(houses, "watching")],
  };
}

const cells = (tally: Tally) => [
  ...[tally.reads, tally.writes, tally.requests].map(String),
  figure(usd(tally) * 1e6),
];
const whole = (value: number) => value.toLocaleString("en-US");
