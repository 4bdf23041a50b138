import { seatIdsOf, type Design, type Venue } from "../design.js";
import { alternating, median, timed } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure, times, type Table } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const NETWORK_MS = 20;
const WHOLE_VENUE: Venue = { sections: 20, rowsPerSection: 20 };

/** Measures how long the sweep takes to release expired locks, and how long it takes with nothing to do. */
export async function sweeping(world: World, { full, rounds }: Settings): Promise<Result> {
  const sweepOf = async (design: Design, venue: Venue) => {
    const seatIds = seatIdsOf(venue);
    await world.distance(0);
    await world.firestore.clear();
    const performanceId = world.newPerformance();
    await design.open(performanceId, venue);
    await design.abandon(performanceId, seatIds);
    const locked = await design.occupied(performanceId);
    if (locked !== seatIds.length) throw new Error(`${design.name} locked ${locked} of ${seatIds.length}`);
    await world.distance(NETWORK_MS);
    const busy = await timed(() => design.sweep());
    const left = await design.occupied(performanceId);
    if (left !== 0) throw new Error(`${design.name} left ${left} seats locked`);
    return { busy, idle: await timed(() => design.sweep()) };
  };
  const venue = full ? { sections: 4, rowsPerSection: 10 } : { sections: 2, rowsPerSection: 2 };
  const readings = await alternating(rounds, world.designs, (design) => sweepOf(design, venue));
  const medians = readings.map((own) => ({
    busy: median(own.map(({ busy }) => busy)),
    idle: median(own.map(({ idle }) => idle)),
  }));
  const compared = {
    caption: `One run of the sweep, over ${count(venue)} expired locks`,
    columns: ["design", "time", "beside ours", "idle, in round trips"],
    rows: world.designs.map(({ name }, index) => {
      const { busy, idle } = medians[index]!;
      return [name, seconds(busy), times(busy, medians[0]!.busy), figure(idle / NETWORK_MS)];
    }),
  };
  const alone: Table[] = [];
  if (full) {
    const [own] = await alternating(rounds, [world.ours], (design) => sweepOf(design, WHOLE_VENUE));
    const taken = own!.map(({ busy }) => busy);
    alone.push({
      caption: `This project's sweep over ${count(WHOLE_VENUE)} locks; the goal is under 60 s`,
      columns: ["", "median", "slowest"],
      rows: [["time", seconds(median(taken)), seconds(Math.max(...taken))]],
    });
  }
  await world.distance(0);
  return {
    name: "sweeping",
    title: "The sweep",
    about:
      `Bookings of one seat each that are expired, ${NETWORK_MS} ms to the database and back. Afterwards no seat is ` +
      "occupied. The design with a document per section releases many bookings in one transaction, PostgreSQL all of " +
      `them in one statement. Medians of ${rounds} rounds.`,
    tables: [compared, ...alone],
    plots: [],
  };
}

const count = (venue: Venue) => seatIdsOf(venue).length.toLocaleString("en-US");
const seconds = (ms: number) => `${figure(ms / 1000)} s`;
