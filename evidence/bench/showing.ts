import { setTimeout as wait } from "node:timers/promises";
import { drawBlock, findPlan } from "../../functions/src/seatmap/store/drawBlock.js";
import { gather } from "../../functions/src/seatmap/store/gather.js";
import { readMaps } from "../../functions/src/seatmap/store/readMaps.js";
import { seatIdsOf, type Venue } from "./design.js";
import type { World } from "./world.js";

export const NETWORK_MS = 5;
const ONE_BLOCK: Venue = { sections: 1, rowsPerSection: 10 };

type Draw = typeof drawBlock;

/** Loads a new copy of gather.ts, which stands for another instance. It knows only the events that it was given. */
async function anotherInstance(number: number): Promise<Draw> {
  const url = `../../functions/src/seatmap/store/gather.js?instance=${number}`;
  return ((await import(url)) as { gather: Draw }).gather;
}

export interface Shown {
  failed: number;
  /** How often the map was read in order to write it. A write that meets a conflict reads the map again. */
  attempts: number;
  writes: number;
  /** The times from a booking's answer to the write that shows it, in milliseconds. Failed writes are left out. */
  waits: number[];
}

/**
 * Books `count` seats at a rate per second. The event of each booking goes at once to one of the instances, in turn.
 */
export async function show(
  world: World,
  instances: readonly Draw[],
  rate: number,
  count: number,
): Promise<Shown> {
  const performanceId = world.newPerformance();
  await world.ours.open(performanceId, ONE_BLOCK);
  await readMaps(performanceId);
  const plan = (await findPlan(performanceId))!;
  const [block] = plan.blocks;
  await world.distance(NETWORK_MS);
  const waits: number[] = [];
  const buy = async (seatId: string, index: number): Promise<void> => {
    const { bookingId } = await world.ours.book({ userId: seatId, performanceId, seatIds: [seatId] });
    const booked = performance.now();
    const draw = instances[index % instances.length]!;
    const drawn = draw(plan, block!, [{ bookingId, seatIds: [seatId] }]);
    await drawn.then(
      () => waits.push(performance.now() - booked),
      () => undefined,
    );
  };
  const { reads, writes } = await world.firestore.countingCollection("seatMaps", async () => {
    const began = performance.now();
    const buying = seatIdsOf(ONE_BLOCK)
      .slice(0, count)
      .map(async (seatId, index) => {
        await wait(began + (index * 1000) / rate - performance.now());
        await buy(seatId, index);
      });
    await Promise.all(buying);
  });
  await world.distance(0);
  return { failed: count - waits.length, attempts: reads, writes, waits };
}

/** The ways to write a block's events into its map, each with the instances that get the events in turn. */
export const waysToShow = async (): Promise<{ name: string; instances: Draw[] }[]> => [
  { name: "each event by itself", instances: [drawBlock] },
  { name: "gathered, 1 instance", instances: [gather] },
  { name: "gathered, 3 instances", instances: [gather, await anotherInstance(2), await anotherInstance(3)] },
];
