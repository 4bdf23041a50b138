import { usd } from "../prices.js";
import { openingPlot, SEATS_PER_BLOCK } from "../scenarios/watching.js";
import type { Plot } from "../report/plot.js";
import type { Counted } from "./counted.js";
import { hostingPrices } from "./published.js";
import { bookings, sale, total, type Step } from "./sale.js";

const GIGABYTE = 1e9;
const DAY_SECONDS = 86_400;

/** The parts of the house. All seats of a purchase are in one of them. */
export const BLOCKS = sale.seats / SEATS_PER_BLOCK;

/** What it costs to keep the maps, by kind of event, if each event is written by itself. */
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

/** What is saved if each block's events all reach one instance, which writes those of a second together, in US dollars. */
export function savedByGathering(counted: Counted): number {
  const spared = (writesPerBlock(counted) - gatheredWrites(counted)) * BLOCKS;
  // A write of several bookings reads the performance and the map once.
  return usd({ reads: 2 * spared, writes: spared, deletes: 0 });
}

/** How often each map is written if one instance hears of all its events: it pauses for a second after each write. */
export function gatheredWrites(counted: Counted): number {
  return Math.min(sale.watchingSeconds, writesPerBlock(counted));
}

/** What a listener on all seats is billed: the seats at its beginning, and each seat that is locked or booked later. */
function seatsHeard(): number {
  const abandonedSeats = bookings.abandoned * sale.seatsPerPurchase;
  // Each seat is locked once and booked once, and an abandoned one is locked once more. A release is a delete, which is
  // not billed.
  return sale.seats / 2 + 2 * sale.seats + abandonedSeats;
}

/** The documents that a number of people read, by the way in which they watch. */
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

/** The reads of the requests that a CDN passes on. A cache asks once it is asked and its answer is too old. */
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

/** The requests that a CDN passes on, at most. */
export function missed({ opened }: Counted, caches: number): number {
  const { block, counts } = opened.promised;
  return caches * sale.watchingSeconds * (BLOCKS / block.cachedFor + 1 / counts.cachedFor);
}

/** What the CDN answers and sends. Bodies are in gigabytes, compressed and as they are; heads as the functions send them. */
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

/** The reads of a day in which one cache is asked all the time for a sold house: by the query, and by its maps. */
export function soldOut({ opened }: Counted) {
  const { blocks, looked } = opened.houses.at(-1)!;
  // The query was counted in a house of which half is occupied.
  const everySeat = 2 * looked.query.reads;
  const { block, counts } = opened.promised;
  return {
    query: DAY_SECONDS * everySeat,
    blocks: (DAY_SECONDS / block.cachedFor) * blocks * looked.block.reads,
    counts: (DAY_SECONDS / counts.cachedFor) * looked.counts.reads,
  };
}

/** The pictures of the page. */
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
