import { seatIdsOf, type Design } from "../design.js";
import { alternating, median, timed } from "../measure.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const NETWORK_MS = 20;

/** How long the sweep takes to release locks that ran out, and when there is nothing to do. */
export async function sweeping(world: World, { full, rounds }: Settings): Promise<Result> {
  const house = full ? { sections: 20, rowsPerSection: 20 } : { sections: 2, rowsPerSection: 5 };
  const seatIds = seatIdsOf(house);
  const measure = async (design: Design) => {
    await world.distance(0);
    await world.firestore.clear();
    const performanceId = world.newPerformance();
    await design.open(performanceId, house);
    await design.abandon(performanceId, seatIds);
    if ((await design.occupied(performanceId)) !== seatIds.length)
      throw new Error(`${design.name} locked too little`);
    await world.distance(NETWORK_MS);
    const busy = await timed(() => design.sweep());
    if ((await design.occupied(performanceId)) !== 0) throw new Error(`${design.name} left seats locked`);
    return { busy, idle: await timed(() => design.sweep()) };
  };
  const readings = await alternating(rounds, world.designs, measure);
  await world.distance(0);
  const medians = readings.map((own) => ({
    busy: median(own.map(({ busy }) => busy)),
    idle: median(own.map(({ idle }) => idle)),
  }));
  return {
    name: "sweeping",
    title: "The sweep",
    about:
      `${seatIds.length.toLocaleString("en-US")} bookings of one seat each whose time is up, ${NETWORK_MS} ms to the ` +
      "database and back. Afterwards no seat is occupied. The design with a document per section releases many " +
      `bookings in one transaction, PostgreSQL all of them in one statement. Medians of ${rounds} rounds.`,
    tables: [
      {
        caption: "One run of the sweep",
        columns: ["design", "time", "beside ours", "idle, in round trips"],
        rows: world.designs.map(({ name }, index) => {
          const { busy, idle } = medians[index]!;
          return [name, `${figure(busy / 1000)} s`, times(busy, medians[0]!.busy), figure(idle / NETWORK_MS)];
        }),
      },
    ],
    plots: [],
  };
}
