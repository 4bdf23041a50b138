import { usd } from "../prices.js";
import { openingPlot, SEATS_PER_BLOCK } from "../scenarios/watching.js";
import type { Plot } from "../report/plot.js";
import type { Counted } from "./counted.js";
import { hostingPrices } from "./published.js";
import { bookings, sale, total, type Step } from "./sale.js";

const GIGABYTE = 1e9;
const DAY_SECONDS = 86_400;

/** The number of blocks in the house. All seats of a purchase are assumed to be in one block. */
export const BLOCKS = sale.seats / SEATS_PER_BLOCK;

/** What it costs to keep the maps up to date, by kind of event, if each event is written by itself. */
export function keeping({ keeping: counted }: Counted): Step[] {
  const { purchases, abandoned, made } = bookings;
  return [
    { name: "onBookingWritten, created", calls: made, each: counted.created },
    { name: "onPaymentIntentUpdated, claimed", calls: purchases, each: counted.claimed },
    { name: "onBookingWritten, paid", calls: purchases, each: counted.confirmed },
    { name: "onBookingWritten, expired", calls: abandoned, each: counted.expired },
  ];
}

/** How often each map is written in the sale if each event is written by itself. */
export function writesPerBlock(counted: Counted): number {
  return total(keeping(counted)).writes / BLOCKS;
}

/** What is saved, in US dollars, if one instance gets all events of a block and writes those of a second together. */
export function savedByGathering(counted: Counted): number {
  const spared = (writesPerBlock(counted) - gatheredWrites(counted)) * BLOCKS;
  // A write that is spared also spares two reads: of the performance and of the map.
  return usd({ reads: 2 * spared, writes: spared, deletes: 0 });
}

/**
 * How often each map is written at most if one instance gets all its events. The instance pauses for a second after a
 * write.
 */
export function gatheredWrites(counted: Counted): number {
  return Math.min(sale.watchingSeconds, writesPerBlock(counted));
}

/**
 * The reads of one listener on all seats. When it starts, it reads the occupied seats, which are
 * half of all. Later it reads each change to a seat.
 */
function seatsHeard(): number {
  const abandonedSeats = bookings.abandoned * sale.seatsPerPurchase;
  // Each seat is locked once and booked once, and an abandoned seat is locked once more. A release is a
  // delete, which is not billed.
  return sale.seats / 2 + 2 * sale.seats + abandonedSeats;
}

/** The documents that this many people read, for each way to watch. */
export function waysOf(counted: Counted, people: number) {
  const perMap = 1 + writesPerBlock(counted);
  return {
    seats: { name: "listeners on `occupiedSeats`", reads: people * seatsHeard() },
    map: {
      name: "listeners on one `seatMaps` document, each event written by itself",
      reads: people * perMap,
    },
    gathered: {
      name: "the same, events of a second written together",
      reads: people * (1 + gatheredWrites(counted)),
    },
    cached: sale.caches.map((caches) => ({
      name: `GET through a CDN that asks from ${caches} ${caches === 1 ? "cache" : "caches"}`,
      reads: cachedReads(counted, people, caches),
    })),
  };
}

/** The reads of the requests that a CDN passes on, at most. A cache passes one on if its own answer is too old. */
function cachedReads({ opened }: Counted, people: number, caches: number): number {
  const { block, counts } = opened.promised;
  const { looked } = opened.houses.at(-1)!;
  const seconds = sale.watchingSeconds;
  const blocks = Math.min(
    (people * seconds) / block.pollAfter,
    (caches * BLOCKS * seconds) / block.cachedFor,
  );
  const houses = Math.min((people * seconds) / counts.pollAfter, (caches * seconds) / counts.cachedFor);
  return blocks * looked.block.reads + houses * looked.counts.reads;
}

/** The most requests that a CDN passes on. */
export function missed({ opened }: Counted, caches: number): number {
  const { block, counts } = opened.promised;
  return caches * sale.watchingSeconds * (BLOCKS / block.cachedFor + 1 / counts.cachedFor);
}

/**
 * What the CDN sends: answers a second, gigabytes in all, and their price. Bodies are counted compressed (`gzip`) and
 * uncompressed (`json`), and heads as the functions send them. The price is that of compressed bodies and of heads.
 */
export function traffic({ opened }: Counted) {
  const { block, counts } = opened.promised;
  const { looked } = opened.houses.at(-1)!;
  const blocks = (sale.people * sale.watchingSeconds) / block.pollAfter;
  const houses = (sale.people * sale.watchingSeconds) / counts.pollAfter;
  const gigabytes = (ofBlock: number, ofCounts: number) => (blocks * ofBlock + houses * ofCounts) / GIGABYTE;
  const gzip = gigabytes(looked.block.gzip, looked.counts.gzip);
  const head = gigabytes(block.head, counts.head);
  return {
    perSecond: (blocks + houses) / sale.watchingSeconds,
    gzip,
    json: gigabytes(looked.block.json, looked.counts.json),
    head,
    usd: (gzip + head) * hostingPrices.gigabyte,
  };
}

/**
 * The reads of one day if one cache asks for a sold house all the time: by the query, by all maps, or by the counts.
 */
export function soldOut({ opened }: Counted) {
  const { blocks, looked } = opened.houses.at(-1)!;
  // The query was counted in a house that is half occupied. In a sold house it reads twice as much.
  const everySeat = 2 * looked.query.reads;
  const { block, counts } = opened.promised;
  return {
    query: DAY_SECONDS * everySeat,
    blocks: (DAY_SECONDS / block.cachedFor) * blocks * looked.block.reads,
    counts: (DAY_SECONDS / counts.cachedFor) * looked.counts.reads,
  };
}

export function pictures(counted: Counted): [watching: Plot, opening: Plot] {
  const crowds = [1_000, 10_000, 100_000, 1_000_000];
  const line = (name: string, readsOf: (ways: ReturnType<typeof waysOf>) => number) => ({
    name,
    points: crowds.map((people) => [people, readsOf(waysOf(counted, people))] as const),
  });
  const caches = sale.caches.at(-1)!;
  return [
    {
      file: "scale-watching",
      title: `Documents read while people watch a sale of ${sale.seats.toLocaleString("en-US")} seats`,
      x: { label: "people", log: true },
      y: { label: "reads", log: true },
      series: [
        line("GET through a CDN of 1 cache", ({ cached }) => cached[0]!.reads),
        line("listeners on occupiedSeats", ({ seats }) => seats.reads),
        line(`GET through a CDN of ${caches} caches`, ({ cached }) => cached.at(-1)!.reads),
        line("listeners on one seatMaps document", ({ map }) => map.reads),
      ],
    },
    openingPlot(counted.opened.houses, "scale-opening"),
  ];
}
