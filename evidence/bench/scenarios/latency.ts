import { seatIdsOf, type Design } from "../design.js";
import { alternating, median, timed } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const DISTANCES_MS = [5, 20, 50];
const VENUE = { sections: 2, rowsPerSection: 40 };

/** Measures how long a user waits for createBooking, for several round trip times to the database. */
export async function latency(world: World, { full, rounds }: Settings): Promise<Result> {
  const seatCounts = full ? [1, 2, 5, 10] : [1, 5];
  const bookings = full ? 4 : 1;
  const performanceId = world.newPerformance();
  const free = seatIdsOf(VENUE);
  for (const design of world.designs) await design.open(performanceId, VENUE);
  const taken = new Map<Design, number>();
  const book = (design: Design, seats: number) => {
    const first = taken.get(design) ?? 0;
    taken.set(design, first + seats);
    const seatIds = free.slice(first, first + seats);
    return timed(() => design.book({ userId: `user${first}`, performanceId, seatIds }));
  };

  const rows: string[][] = [];
  const curves = new Map(world.designs.map((design) => [design, [] as [number, number][]]));
  for (const seats of seatCounts) {
    for (const ms of DISTANCES_MS) {
      await world.distance(0);
      for (const design of world.designs) await book(design, seats);
      await world.distance(ms);
      const readings = await alternating(rounds, world.designs, async (design) => {
        const own: number[] = [];
        for (let booking = 0; booking < bookings; booking++) own.push(await book(design, seats));
        return own;
      });
      const medians = readings.map((own) => median(own.flat()));
      rows.push([
        `${seats}`,
        `${ms} ms`,
        ...medians.flatMap((value) => [figure(value / ms), times(value, medians[0]!)]),
      ]);
      if (ms === 20)
        world.designs.forEach((design, index) => curves.get(design)!.push([seats, medians[index]! / ms]));
    }
  }
  await world.distance(0);
  const names = world.designs.map(({ name }) => name);
  return {
    name: "latency",
    title: "How long createBooking takes",
    about:
      "Every request to the database takes 5, 20 or 50 ms longer, half of it on the way there. Given is how many such " +
      `round trips a booking takes, and how many times as long as ours; medians of ${rounds * bookings} bookings, in ` +
      `${rounds} rounds of alternating order, nothing else going on.`,
    tables: [
      {
        caption: "createBooking in round trips, and beside ours",
        columns: ["seats", "network", ...names.flatMap((name) => [name, "beside ours"])],
        rows,
      },
    ],
    plots: [
      {
        file: "latency",
        title: "createBooking at 20 ms to the database and back",
        x: { label: "seats", log: false },
        y: { label: "time, in round trips", log: false },
        series: world.designs.map((design) => ({ name: design.name, points: curves.get(design)! })),
      },
    ],
  };
}
