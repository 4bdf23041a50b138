import { seatIdsOf, type Wish } from "../design.js";
import { alternating, median, timed } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const DISTANCES_MS = [5, 20, 50];
const VENUE = { sections: 2, rowsPerSection: 40 };

/** A way to book. Only the function that `prepare` returns is measured. */
interface Contender {
  performanceId: string;
  prepare(wish: Wish): Promise<() => Promise<unknown>>;
}

/** Measures how long a user waits for createBooking, for several numbers of seats and round trip times. */
export async function latency(world: World, { full, rounds }: Settings): Promise<Result> {
  const seatCounts = full ? [1, 2, 5, 10] : [1, 5];
  const bookings = full ? 4 : 1;
  const free = seatIdsOf(VENUE);
  const contenders = await all(world);
  const taken = new Map<Contender, number>();
  const book = async (contender: Contender, seats: number) => {
    const first = taken.get(contender) ?? 0;
    taken.set(contender, first + seats);
    const seatIds = free.slice(first, first + seats);
    const { performanceId } = contender;
    return timed(await contender.prepare({ userId: `user${first}`, performanceId, seatIds }));
  };

  const rows: string[][] = [];
  const curves = world.designs.map(({ name }) => ({ name, points: [] as [number, number][] }));
  for (const seats of seatCounts) {
    for (const ms of DISTANCES_MS) {
      await world.distance(0);
      for (const contender of contenders) await book(contender, seats);
      await world.distance(ms);
      const readings = await alternating(rounds, contenders, async (contender) => {
        const own: number[] = [];
        for (let booking = 0; booking < bookings; booking++) own.push(await book(contender, seats));
        return own;
      });
      const [bare, ours, ...peers] = readings.map((own) => median(own.flat())) as [
        number,
        number,
        ...number[],
      ];
      rows.push([
        `${seats}`,
        `${ms} ms`,
        ...[figure(ours / ms), times(ours, bare)],
        ...peers.flatMap((value) => [figure(value / ms), times(value, ours)]),
      ]);
      if (ms === 20)
        [ours, ...peers].forEach((value, index) => curves[index]!.points.push([seats, value / ms]));
    }
  }
  await world.distance(0);
  const peers = world.designs.slice(1).map(({ name }) => name);
  return {
    name: "latency",
    title: "How long createBooking takes",
    about:
      "Every request to the database takes 5, 20 or 50 ms longer, half of it on the way there. Given is how many such " +
      `round trips a booking takes, and how many times as long as ours; medians of ${rounds * bookings} bookings, in ` +
      `${rounds} rounds of alternating order, nothing else going on. A round trip of 20 ms takes longer than 20 ms by ` +
      "itself: two timers, HTTP/2 and the SDK add a fifth. So ours also stands beside the same commit, its documents " +
      "made ahead of time, sent by the SDK alone: what is above 1 is our own code. The goal is at most 1.05 at 20 ms.",
    tables: [
      {
        caption: "createBooking in round trips, and beside ours",
        columns: [
          ...["seats", "network", "this project", "beside the same commit, bare"],
          ...peers.flatMap((name) => [name, "beside ours"]),
        ],
        rows,
      },
    ],
    plots: [
      {
        file: "latency",
        title: "createBooking at 20 ms to the database and back",
        x: { label: "seats", log: false },
        y: { label: "time, in round trips", log: false },
        series: curves,
      },
    ],
  };
}

/** The bare commit of a booking comes first, then this project, then the other designs. */
async function all(world: World): Promise<Contender[]> {
  const { barePurchase } = await import("../bare.js");
  const [bareHouse, performanceId] = [world.newPerformance(), world.newPerformance()];
  await world.ours.open(bareHouse, VENUE);
  for (const design of world.designs) await design.open(performanceId, VENUE);
  const bare: Contender = {
    performanceId: bareHouse,
    prepare: async (wish) => (await barePurchase(wish)).book,
  };
  return [
    bare,
    ...world.designs.map(({ book }) => ({
      performanceId,
      prepare: async (wish: Wish) => () => book(wish),
    })),
  ];
}
